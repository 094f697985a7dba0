#pragma once
/// Labelled pictures in memory that a network tells apart in a second.
#include <ATen/ATen.h>

#include "blackbody/training/networks/batches.h"
#include "support/random.h"

namespace blackbody::testing {

/// Two classes of noisy stripes of 8 x 8, upright and lying: the same ones at every call.
inline Pictures stripes(std::int64_t n) {
    const at::Tensor wave = at::arange(8, at::kFloat).mul(1.57).cos().mul(60).add(120);
    at::Tensor values = at::empty({n, 1, 8, 8}), labels = at::arange(n, at::kLong).remainder(2);
    for (std::int64_t i = 0; i < n; ++i) values[i][0] = i % 2 ? wave.unsqueeze(1) : wave.unsqueeze(0);
    values = (values + 30 * RandomTensors(4).normal(values.sizes())).clamp(0, 255).to(at::kByte);
    return {values, labels};
}

}  // namespace blackbody::testing
