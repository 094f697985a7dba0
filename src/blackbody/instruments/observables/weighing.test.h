#pragma once
/// A site that is nothing but its weight, and what an observable says of it, for tests.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "blackbody/base/observable.h"

namespace blackbody::testing {

/// A matrix [M, U], or a convolution [M, C, Y, X] over an image of this size.
inline Site site_with(const at::Tensor& weight, std::int64_t groups = 1,
                      const std::array<std::int64_t, 2>& input_size = {8, 8}) {
    const bool is_convolution = weight.dim() > 2;
    return {
        .info = {.name = "layer",
                 .op = is_convolution ? "Conv" : "Gemm",
                 .role = Role::linear,
                 .axes = is_convolution ? "NCYX" : "NU"},
        .interaction = Interaction{.kind = is_convolution ? Interaction::Kind::convolution : Interaction::Kind::linear,
                                   .name = "weight",
                                   .weight = weight,
                                   .groups = groups,
                                   .input_size = input_size}};
}

inline double value(const std::vector<NamedValue>& values, const std::string& name) {
    for (const NamedValue& v : values)
        if (v.name == name) return v.value;
    ADD_FAILURE() << "no quantity " << name;
    return std::nan("");
}

inline double value(const WeightResult& result, const std::string& name) { return value(result.values, name); }

}  // namespace blackbody::testing
