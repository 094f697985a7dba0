#pragma once
/// The half-line Gaussian w(s) = exp(m s - γ s²/2), s >= 0: what ReLU units are made of. All in the type of `m`;
/// shapes broadcast. With t = m/√γ and λ = φ(t)/Φ(t):
///
///   ln Z = ½ ln(2π/γ) + t²/2 + ln Φ(t),   <s> = (t + λ)/√γ,   <s²> = (1 + t (t + λ))/γ.
#include <ATen/core/Tensor.h>

namespace blackbody::half_line {

at::Tensor log_partition(const at::Tensor& m, const at::Tensor& gamma);
at::Tensor mean(const at::Tensor& m, const at::Tensor& gamma);
at::Tensor mean_square(const at::Tensor& m, const at::Tensor& gamma);
/// Variance of m s - γ s²/2: ½ - t λ (1 + t (t + λ))/4.
at::Tensor exponent_variance(const at::Tensor& m, const at::Tensor& gamma);

/// The s beyond which the share u of the weight lies: P(S > s) = u. Newton's method on ln Φ(-z), so that tails of any
/// length keep their digits.
at::Tensor upper_quantile(const at::Tensor& m, const at::Tensor& gamma, const at::Tensor& u);

}  // namespace blackbody::half_line
