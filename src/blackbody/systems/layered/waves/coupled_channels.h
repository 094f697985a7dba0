#pragma once
/// A neuron with three ways out: the wave that came in, an internal state, and a new wave. Nothing is lost.
///
///   S = (1 - iK)(1 + iK)^{-1},   K = K† the coupling,   out = S (z, 0, 0),   Σ_c |out_c|² = |z|²
///
/// S is unitary for every Hermitian K (Cayley). The coupling grows with the intensity that arrives, K = g(|z|²) K_0
/// with g(I) = I / (1 + I): a weak wave passes, a strong one excites. The three shares |out_c|² / |z|² are the elastic,
/// the inelastic and the reactive one; they sum to 1 in exact arithmetic.
/// Shapes: z complex [...]; K_0 complex Hermitian [3, 3] or [..., 3, 3], broadcast against z; out [..., 3].
/// Differentiable. Ref: E. Wigner, L. Eisenbud, Phys. Rev. 72, 29 (1947): the reaction matrix.
#include <ATen/core/Tensor.h>

namespace blackbody {

/// From nine real numbers [..., 9]: three diagonal ones, then real and imaginary parts of (0,1), (0,2), (1,2).
at::Tensor hermitian(const at::Tensor& numbers);

at::Tensor coupled_channels(const at::Tensor& z, const at::Tensor& coupling);

}  // namespace blackbody
