#pragma once
/// The energy spectrum of a layer's kernels over the Brillouin zone, for unpolarised input.
///
///   T_ci(k) = Σ_r w_ci(r) e^{-ik·r}        what channel c answers to a plane wave in input channel i
///   e_c(k)  = Σ_i |T_ci(k)|²               input channels with equal energy and independent phases
///           = Σ_d R_c(d) cos(k·d),  R_c(d) = Σ_i Σ_r w_ci(r) w_ci(r + d)     (Wiener-Khinchin; w real)
///
/// R is all that any quantity of second order needs: it is small, and integrals over the zone are closed forms in it.
/// k is in rad/px of the image that the kernel slides over: with a stride the wave vector before folding, with dilation
/// lags count the holes, for a transposed convolution k is that of the output. Grouped and depthwise kernels: i runs
/// over the inputs of the channel's own group. Since e(-k) = e(k), half of the zone is enough.
///
/// Complex kernels: R_c(d) = Σ w*(r) w(r + d) is complex, e_c(k) = Σ_d (Re R cos(k·d) + Im R sin(k·d)), and k differs
/// from -k. Re R alone gives the mean of both, (e(k) + e(-k)) / 2: what is even in k needs no more.
#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

struct KernelSpectrum {
    std::int64_t channels = 0;
    bool one_dimensional = false;             ///< a signal, not an image: k_y is always 0
    std::vector<std::array<double, 2>> lags;  ///< d = (y, x) [px], one of each pair ±d; the first is 0
    at::Tensor correlation;                   ///< Re R_c(d), float64 [O, D]
    at::Tensor odd;                           ///< Im R_c(d), float64 [O, D]; undefined for real kernels
};

/// weight [O, I, Y, X] -> R [O, D]. Cost O(O I (Y X)²) for kernels up to 7 x 7, else O(O I Y X log(Y X)).
KernelSpectrum kernel_spectrum(const Interaction& interaction);

/// Cell midpoints of a uniform G x G grid of the zone (-π, π)², the half with k_y > 0 (G even): K = G²/2 wave vectors.
struct HalfZone {
    explicit HalfZone(std::int64_t grid);
    std::int64_t grid;
    std::vector<double> ky, kx;  ///< [K], row by row
};

/// (e_c(k) + e_c(-k)) / 2, float64 [O, K]: of real kernels e_c(k).
at::Tensor energy_over(const KernelSpectrum& spectrum, const HalfZone& zone);
/// (e_c(k) - e_c(-k)) / 2 [O, K] of complex kernels.
at::Tensor odd_energy_over(const KernelSpectrum& spectrum, const HalfZone& zone);
/// e_c(k) wherever it may differ: [O, K], or [O, 2K] of complex kernels, first k, then -k.
at::Tensor energy_over_zone(const KernelSpectrum& spectrum, const HalfZone& zone);

}  // namespace blackbody
