#pragma once
/// What a network does to its states besides its convolutions, each as one pass over memory forward and one back.
///
/// Shapes: planes [N, 2C, Y, X] channels last or [N, 2C], float or double (layer.h); level [C]. First derivatives only.
#include <ATen/core/Tensor.h>

#include <array>

namespace blackbody {

at::Tensor modrelu_planes(const at::Tensor& planes, const at::Tensor& level);  ///< relu(|z| + b) z/|z|
at::Tensor cardioid_planes(const at::Tensor& planes, const at::Tensor& = {});  ///< (1 + cos arg z) z / 2

/// The wave where |ψ|² is largest in each window [N, 2C, Y', X']. A tie goes to the first place.
at::Tensor complex_max_pool(const at::Tensor& planes, const std::array<std::int64_t, 2>& window,
                            const std::array<std::int64_t, 2>& stride);
/// The largest real number in each window and 0 [N, C, Y', X']: max pooling behind relu.
at::Tensor rectified_pool(const at::Tensor& x, const std::array<std::int64_t, 2>& window,
                          const std::array<std::int64_t, 2>& stride);

/// γ (ψ - μ) / √(σ² + ε) + β with μ [2C] and σ² = <|ψ - μ|²> [C] of this batch; scale γ [C], shift β [2C].
struct Normalised {
    at::Tensor planes, mean, variance;  ///< mean and variance without gradients
};
Normalised normalised(const at::Tensor& planes, const at::Tensor& scale, const at::Tensor& shift, double epsilon);

}  // namespace blackbody
