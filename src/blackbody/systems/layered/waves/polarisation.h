#pragma once
/// Waves with two components: Jones vectors and matrices, and how polarised many of them are.
///
///   J = <psi psi†>,   P = √(1 - 4 det J / (tr J)²)  (two components);   purity tr ρ², ρ = J / tr J  (any number)
///
/// Shapes: states complex [N, C]; J [C, C]. P, purity in [0, 1] and [1/C, 1].
/// Ref: R. C. Jones, J. Opt. Soc. Am. 31, 488 (1941); M. Born, E. Wolf, Principles of Optics, section 10.8.
#include <ATen/core/Tensor.h>

namespace blackbody {

at::Tensor polariser(double angle);                   ///< passes the component along `angle`: Malus' cos²
at::Tensor rotator(double angle);                     ///< turns both components
at::Tensor retarder(double phase, double fast_axis);  ///< delays the component across the fast axis

/// Linear polarisation along `angle`, complex [2].
at::Tensor linear_state(double angle);

at::Tensor coherence_matrix(const at::Tensor& states);
double degree_of_polarisation(const at::Tensor& coherence);  ///< of two components
double purity(const at::Tensor& coherence);

}  // namespace blackbody
