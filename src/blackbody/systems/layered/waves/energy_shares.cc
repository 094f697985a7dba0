#include "blackbody/systems/layered/waves/energy_shares.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/fft_fft.h>

#include <algorithm>
#include <numbers>

#include "blackbody/tensor/linear_algebra.h"

namespace blackbody {

EnergyShares energy_shares(const at::Tensor& wave, const std::vector<std::int64_t>& incident) {
    const at::Tensor amplitude = at::fft_fft(wave.to(at::kComplexDouble)).abs(),
                     power = (amplitude * amplitude).reshape({-1, wave.size(-1)}).sum(0);
    const std::vector<double> energy = to_doubles(power);
    const auto points = static_cast<std::int64_t>(energy.size());
    double all = 0;
    EnergyShares shares;
    for (std::int64_t k = 0; k < points; ++k) {
        const bool came_in = std::any_of(incident.begin(), incident.end(),
                                         [&](std::int64_t n) { return (n % points + points) % points == k; });
        const double e = energy[static_cast<std::size_t>(k)];
        (came_in ? shares.elastic : k == 0 ? shares.steady : shares.fresh) += e;
        all += e;
    }
    if (all <= 0) return {};
    return {shares.elastic / all, shares.steady / all, shares.fresh / all};
}

Scattering scattering_of(const EnergyShares& shares) {
    constexpr double rounding = 1e-12;
    if (shares.elastic < rounding) return Scattering::reactive;
    return shares.steady + shares.fresh < rounding ? Scattering::elastic : Scattering::inelastic;
}

at::Tensor ring_waves(std::int64_t points, const std::vector<std::int64_t>& numbers,
                      const std::vector<double>& amplitudes) {
    const at::Tensor x = at::arange(points, at::kDouble) * (2 * std::numbers::pi / static_cast<double>(points));
    at::Tensor wave = at::complex(x * 0, x * 0);
    for (std::size_t j = 0; j < numbers.size(); ++j) {
        const at::Tensor angle = static_cast<double>(numbers[j]) * x;
        wave = wave + amplitudes[j] * at::complex(angle.cos(), angle.sin());
    }
    return wave;
}

}  // namespace blackbody
