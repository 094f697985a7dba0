#include "blackbody/systems/wave/walk.h"

namespace blackbody {
namespace {

bool is_watched(const NetworkLayer& layer, const Pass& pass) {
    return pass.probe != nullptr && layer.has_site() && (*pass.wanted)[layer.site];
}

at::Tensor watched(const NetworkLayer& layer, const at::Tensor& x, const Pass& pass) {
    const bool is_complex = layer.shape().field == Field::complex;
    State state{is_complex ? complex_view(x) : x, *pass.batch};
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
        x = both.defined() ? both : layers[i]->forward(x, pass);
        if (is_watched(*layers[i], pass)) x = watched(*layers[i], x, pass);
    }
    return x;
}

}  // namespace blackbody
