#pragma once
/// Tensors of independent standard normal numbers: the same seed gives the same numbers on every machine.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <vector>

#include "blackbody/util/rng.h"

namespace blackbody::testing {

inline at::Tensor gaussian(const std::vector<std::int64_t>& shape, Seed seed, at::ScalarType type = at::kDouble) {
    const at::Tensor x = at::empty(shape, at::kDouble);
    Random random(seed);
    for (std::int64_t i = 0; i < x.numel(); ++i) x.mutable_data_ptr<double>()[i] = random.normal();
    return x.to(type);
}

}  // namespace blackbody::testing
