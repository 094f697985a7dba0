#pragma once
/// Batch normalisation folded into the linear map before it.
#include <utility>

#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

/// Weight and bias of convolution `conv` followed by batch normalisation `norm`, where all of it is constant; undefined
/// tensors where it cannot be folded. Computed in float64, given in the weight's type.
std::pair<at::Tensor, at::Tensor> folded(const Element& conv, const Element& norm, const Tensors& constants);

}  // namespace blackbody
