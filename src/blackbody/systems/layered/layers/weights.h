#pragma once
/// First weights, and complex weights as what a real convolution or product needs.
#include <ATen/core/Tensor.h>

#include "blackbody/systems/layered/layer.h"

namespace blackbody {

/// Normal numbers of this standard deviation, in the order of `random`.
at::Tensor normal_tensor(at::IntArrayRef sizes, double deviation, const LayerPlace& place);

/// Of variance 2 / fan_in (He et al. 2015): real [O, I, ...], or complex [O, I, ..., 2] with E|w|² = 2 / fan_in.
at::Tensor first_weight(std::vector<std::int64_t> sizes, std::int64_t fan_in, const LayerPlace& place);

/// The real matrix that acts on planes as the complex w does: w [O, I, Y, X, 2] -> [2O, 2I, Y, X], each w = a + ib as
/// ((a, -b), (b, a)); with a real input [2O, I, Y, X]. Also of [O, I, 2].
at::Tensor acting_on_planes(const at::Tensor& weight, Field input);

/// A weight as others see it (complex where the field is), and back.
at::Tensor shown(const at::Tensor& weight, Field field);
at::Tensor kept(const at::Tensor& weight, Field field);

}  // namespace blackbody
