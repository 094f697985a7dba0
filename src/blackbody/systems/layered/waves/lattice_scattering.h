#pragma once
/// A plane wave on a chain of atoms with a potential: the interaction picture psi = psi_0 + G V psi, solved and as a
/// Born series.
///
///   H = -Σ |i><i+1| + h.c. + Σ V_i |i><i|,   E = -2 cos k,   G_ij = e^{ik|i-j|} / (2 i sin k)
///   T = |psi(far right) e^{-ikx}|²;  one impurity: T = 4 sin²k / (4 sin²k + V²);  T + R = 1 for real V
///
/// The series psi_n = Σ_{m<=n} (G V)^m psi_0 converges for every psi_0 if and only if ρ(G V) < 1; where ‖G V‖ < 1 the
/// error after n terms is at most ‖G V‖^{n+1} ‖psi_0‖ / (1 - ‖G V‖).
/// Shapes: V [X] on neighbouring atoms 0 .. X - 1, psi complex [X]. k in (0, π). Cost O(X³).
/// Ref: E. Economou, Green's Functions in Quantum Physics, chapters 5 and 6.
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace blackbody {

/// G V, complex [X, X].
at::Tensor green_times_potential(const at::Tensor& potential, double k);

/// e^{ikx} on the atoms, complex [X].
at::Tensor plane_wave(std::int64_t atoms, double k);

/// psi, from (1 - G V) psi = psi_0.
at::Tensor scattered_wave(const at::Tensor& potential, double k);

/// Sum of the first `order` + 1 terms. Throws NumericalError with ρ(G V) where the series diverges.
at::Tensor born_series(const at::Tensor& potential, double k, std::int64_t order);

/// Largest modulus of an eigenvalue of G V.
double born_radius(const at::Tensor& potential, double k);

/// What of |psi_0|² = 1 leaves to the right and to the left, for psi on the atoms.
struct Outgoing {
    double transmitted = 0, reflected = 0;
};
Outgoing outgoing(const at::Tensor& potential, double k, const at::Tensor& psi);

}  // namespace blackbody
