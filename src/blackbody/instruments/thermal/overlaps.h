#pragma once
/// Overlaps between replicas: do chains of one machine agree, and in how many ways?
///
///   q = (1/U) Σ_i s_i s'_i between two chains that never met; s = ±1 (0/1 units are read as 2 s - 1)
///   q_c the same of s - ⟨s⟩: what is left when the mean state is known
///   Edwards-Anderson: the overlap of a chain with itself, later: how much of the state stays
///   χ_SG = U ⟨q_c²⟩ = (1/U) Σ_ij ⟨δs_i δs_j⟩²,  χ_F = U (⟨m²⟩ - ⟨m⟩²), m = (1/U) Σ s_i
///   Binder: 1/2 (3 - ⟨q_c⁴⟩/⟨q_c²⟩²): 0 for Gaussian overlaps, 1 where |q_c| has one value
///
/// Shapes: states [N, U] of N chains. Errors: sixteen blocks of chains, each left out once (pairs within and across).
/// Trap: chains that stick to where they began agree or disagree by their start; read R̂ beside. With N chains ⟨s⟩ is
/// their own mean, which makes q_c too small by about ⟨δs²⟩/N.
/// Reference: S. Edwards, P. Anderson, J. Phys. F 5 (1975); K. Binder, Z. Phys. B 43 (1981); A. Bhatt, A. Young, Phys.
/// Rev. Lett. 54 (1985).
#include <vector>

#include <ATen/core/Tensor.h>
#include "blackbody/base/estimate.h"

namespace blackbody {

/// Overlaps of all pairs of different chains, [N, N] with the diagonal left out of all averages.
at::Tensor pair_overlaps(const at::Tensor& spins);

/// overlap, edwards_anderson, binder, spin_glass_susceptibility, ferromagnetic_susceptibility. `before`: the same
/// chains some steps earlier.
std::vector<Estimate> overlap_estimates(const at::Tensor& spins, const at::Tensor& before);

/// Density of q over pairs in `bins` equal bins of [-1, 1].
std::vector<double> overlap_density(const at::Tensor& spins, std::int64_t bins);

}  // namespace blackbody
