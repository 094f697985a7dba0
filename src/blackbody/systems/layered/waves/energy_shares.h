#pragma once
/// Where the energy of waves goes when they are excited: what kind of scattering it was, measured and not asserted.
///
///   ψ̂(k) = Σ_x ψ(x) e^{-ikx},   share of a set K: Σ_{k in K} |ψ̂(k)|² / Σ_k |ψ̂(k)|²
///
///   elastic   in the wave vectors that came in
///   steady    at k = 0, where nothing came in at k = 0
///   fresh     in all others: harmonics and mixtures
///
/// A scattering is elastic where nothing is fresh or steady, inelastic where some is, reactive where nothing is left of
/// what came in (elastic share below 1e-12). Shares sum to 1. Trap: one plane wave alone may leave unchanged what a
/// mixture of two does not: try both.
/// Shapes: waves real or complex [..., X] on a ring of X points; wave numbers in turns a ring, -X/2 .. X/2.
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace blackbody {

struct EnergyShares {
    double elastic = 0, steady = 0, fresh = 0;
};

/// Of what left, given the wave numbers that came in. A real wave that came in holds -k with each k: name both. Nothing
/// left: all shares 0.
EnergyShares energy_shares(const at::Tensor& wave, const std::vector<std::int64_t>& incident);

enum class Scattering { elastic, inelastic, reactive };
Scattering scattering_of(const EnergyShares& shares);

/// Σ_j a_j e^{2πi k_j x / X}, complex [X].
at::Tensor ring_waves(std::int64_t points, const std::vector<std::int64_t>& numbers,
                      const std::vector<double>& amplitudes);

}  // namespace blackbody
