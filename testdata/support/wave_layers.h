#pragma once
/// One layer from its text, and waves to send through it.
#include <ATen/ATen.h>

#include <numbers>

#include "blackbody/systems/layered/layer.h"
#include "support/largest.h"
#include "support/random.h"
#include "support/words.h"

namespace blackbody::testing {

inline std::unique_ptr<NetworkLayer> layer_of(const std::string& text, const StateShape& in,
                                              Field field = Field::complex) {
    static Random random(7);
    return make_layer(parse_description(text).at(0), {"it", in, field, at::kDouble, &random});
}

/// e^{i 2π (p y / Y + q x / X)} in every channel and sample, complex [2, C, Y, X].
inline at::Tensor plane_wave_on(const StateShape& shape, std::int64_t p, std::int64_t q) {
    const auto turn = [](std::int64_t n, std::int64_t k) {
        return at::arange(n, at::kDouble) * (2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n));
    };
    const at::Tensor angle = turn(shape.size[0], p).unsqueeze(1) + turn(shape.size[1], q);
    return at::complex(angle.cos(), angle.sin()).expand({2, shape.channels, -1, -1}).contiguous();
}

inline at::Tensor random_waves(const StateShape& shape, std::int64_t samples = 3) {
    std::vector<std::int64_t> sizes{samples, shape.channels};
    sizes.insert(sizes.end(), shape.size.begin(), shape.size.end());
    return RandomTensors(11).normal(sizes, at::kComplexDouble);
}

/// Through a layer whose output is complex.
inline at::Tensor through(NetworkLayer& layer, const at::Tensor& wave) {
    return complex_view(layer.forward(planes_of(wave), {}).detach());
}

/// What make_layer says against it.
inline std::string complaint_about(const std::string& text, const StateShape& in, Field field = Field::complex) {
    return complaint_of([&] { layer_of(text, in, field); });
}

}  // namespace blackbody::testing
