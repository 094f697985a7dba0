#pragma once
/// One output channel as a measuring device of the wave vector.
///
/// Averages <.> run over the Brillouin zone with weight e_c(k) (kernel_spectrum.h).
///
///   centre      <|k|>                            [rad/px]: 2.4039 for a kernel that passes everything alike
///   bandwidth   sqrt(<|k|²> - |<k>_+|²)          [rad/px]: <k>_+ over the half-plane k·u > 0. A real kernel has lobes
///                                                at ±k; over the whole plane their distance would count as width
///   u, angle    principal axis of J = <k kᵀ>     [rad], [0, π): direction in which its waves travel (0: along x)
///   coherence   (λ1 - λ2) / (λ1 + λ2) of J       0: no direction, 1: one direction only
///   even        Σ |w + w(-r)|² / (4 Σ w²)        share of the kernel that is even about its middle; the rest is odd
///   dc          Σ_i (Σ_r w)² / (Y X Σ_i Σ_r w²)  share of the kernel that is constant: answers to no wave at all
///
/// Trap: where coherence is near 0 the angle says nothing and the half-plane is a matter of taste.
/// J is exact (closed forms below), centre and <k>_+ are midpoint sums over the given grid.
#include "blackbody/instruments/observables/momentum/kernel_spectrum.h"

namespace blackbody {

struct ChannelMomentum {
    double energy = 0;  ///< Σ w²; a channel without any is silent and has no other number
    double centre = 0, bandwidth = 0, angle = 0, coherence = 0, even = 0, dc = 0;
};

/// One a channel. `energy` is energy_over(spectrum, zone), [O, K].
std::vector<ChannelMomentum> channel_momenta(const Interaction& interaction, const KernelSpectrum& spectrum,
                                             const HalfZone& zone, const at::Tensor& energy);

/// Share of the energy that a strided convolution aliases, for white input: 1 - ∫_{|k_i| < π/s_i} e / ∫ e, summed over
/// channels. A kernel without a shape has 1 - 1/(s_y s_x): 3/4 for stride 2. Exact.
double aliased_share(const KernelSpectrum& spectrum, const std::array<std::int64_t, 2>& stride);

}  // namespace blackbody
