#include "blackbody/systems/wave/walk.h"

namespace blackbody {

at::Tensor walk(const std::vector<std::unique_ptr<NetworkLayer>>& layers, at::Tensor x, const Pass& pass) {
    for (const auto& layer : layers) {
        x = layer->forward(x, pass);
        if (pass.probe == nullptr || !(*pass.wanted)[layer->site]) continue;
        const bool is_complex = layer->shape().field == Field::complex;
        State state{is_complex ? complex_view(x) : x, *pass.batch};
        pass.probe->at(layer->site, state);
        x = is_complex ? planes_of(state.values) : state.values;
    }
    return x;
}

}  // namespace blackbody
