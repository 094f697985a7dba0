#include "blackbody/systems/layered/walk.h"

namespace blackbody {
namespace {

bool is_watched(const NetworkLayer& layer, const Pass& pass) {
    return pass.probe != nullptr && layer.has_site() && (*pass.wanted)[layer.site];
}

/// Waves have no sign: only what acts on real numbers shows what it acts on.
bool shows_before(const NetworkLayer& layer, const Pass& pass) {
    const std::vector<bool>* wanted = pass.wanted_before;
    return wanted && layer.site < wanted->size() && (*wanted)[layer.site] && layer.shape().field == Field::real &&
           layer.role() == Role::nonlinearity;
}

at::Tensor watched(const NetworkLayer& layer, const at::Tensor& x, const at::Tensor& before, const Pass& pass) {
    const bool is_complex = layer.shape().field == Field::complex;
    State state{is_complex ? complex_view(x) : x, *pass.batch, {}};
    if (shows_before(layer, pass) && before.defined() && before.sizes() == x.sizes()) state.before = before;
    pass.probe->at(layer.site, state);
    return is_complex ? planes_of(state.values) : state.values;
}

}  // namespace

at::Tensor walk(std::span<const std::unique_ptr<NetworkLayer>> layers, at::Tensor x, const Pass& pass) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        // A rectifier nobody looks at, and what follows, as one.
        at::Tensor both;
        if (layers[i]->is_rectifier() && i + 1 < layers.size() && !is_watched(*layers[i], pass))
            both = layers[i + 1]->forward_rectified(x, pass);
        if (both.defined()) ++i;
        const at::Tensor before = both.defined() ? at::Tensor() : x;
        x = both.defined() ? both : layers[i]->forward(x, pass);
        if (is_watched(*layers[i], pass)) x = watched(*layers[i], x, before, pass);
    }
    return x;
}

}  // namespace blackbody
