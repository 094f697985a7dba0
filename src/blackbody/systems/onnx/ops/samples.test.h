#pragma once
/// A call of every operator on small tensors in float64, away from kinks, for the tests that walk the records.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/systems/onnx/operator.h"

namespace blackbody::ops {

struct Sample {
    Node node;
    Tensors inputs;      ///< float64 ones are differentiated
    bool smooth = true;  ///< false: piecewise constant, or no real output: no gradient to check
};

std::vector<Sample> samples();

/// Normal draws of a shape, float64; the same for the same `key`.
at::Tensor drawn(std::vector<std::int64_t> shape, std::uint64_t key = 0);

/// Integers as a CPU int64 vector, or a scalar.
at::Tensor integers(std::vector<std::int64_t> values);
at::Tensor scalar(std::int64_t value);

/// A node of the default domain with one output.
Node node_of(const std::string& op, std::vector<std::pair<std::string, Attribute>> settings = {},
             std::int64_t opset = 18);

}  // namespace blackbody::ops
