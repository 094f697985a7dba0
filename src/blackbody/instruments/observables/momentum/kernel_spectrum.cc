#include "blackbody/instruments/observables/momentum/kernel_spectrum.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/fft_fft2.h>
#include <ATen/ops/fft_ifft2.h>
#include <ATen/ops/fft_irfft2.h>
#include <ATen/ops/fft_rfft2.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/real.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "blackbody/tensor/complex_numbers.h"

namespace blackbody {
namespace {

constexpr std::int64_t largest_summed_kernel = 49;  // entries; above, the Fourier transform is faster

struct Lag {
    std::int64_t y, x;
};

/// One of each pair ±d of the lags of a height x width kernel, 0 first.
std::vector<Lag> half_lags(std::int64_t height, std::int64_t width) {
    std::vector<Lag> lags;
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = y == 0 ? 0 : 1 - width; x < width; ++x) lags.push_back({y, x});
    return lags;
}

/// kernels [O, I, Y, X] -> R [O, D] by the sum over pairs of entries.
at::Tensor correlation_by_sums(const at::Tensor& kernels, const std::vector<Lag>& lags) {
    const std::int64_t height = kernels.size(2), width = kernels.size(3), entries = height * width;

    // List the pairs (p, p + d) of every lag once.
    std::vector<std::array<std::int32_t, 3>> pairs;
    for (std::size_t l = 0; l < lags.size(); ++l)
        for (std::int64_t y = 0; y + lags[l].y < height; ++y)
            for (std::int64_t x = std::max<std::int64_t>(0, -lags[l].x); x < std::min(width, width - lags[l].x); ++x)
                pairs.push_back({static_cast<std::int32_t>(l), static_cast<std::int32_t>(y * width + x),
                                 static_cast<std::int32_t>((y + lags[l].y) * width + x + lags[l].x)});

    const at::Tensor result = at::zeros({kernels.size(0), static_cast<std::int64_t>(lags.size())}, at::kDouble);
    const double* w = kernels.data_ptr<double>();
    double* row = result.data_ptr<double>();
    for (std::int64_t o = 0; o < kernels.size(0); ++o, row += lags.size())
        for (std::int64_t i = 0; i < kernels.size(1); ++i, w += entries)
            for (const auto& [lag, p, q] : pairs) row[lag] += w[p] * w[q];
    return result;
}

/// The same by |FFT|² on a grid large enough that nothing wraps around.
at::Tensor correlation_by_fourier(const at::Tensor& kernels, const std::vector<Lag>& lags) {
    const std::int64_t height = 2 * kernels.size(2) - 1, width = 2 * kernels.size(3) - 1;
    const at::Tensor result = at::zeros({kernels.size(0), static_cast<std::int64_t>(lags.size())}, at::kDouble);
    for (std::int64_t o = 0; o < kernels.size(0); ++o) {
        const at::Tensor waves = at::fft_rfft2(kernels[o], at::IntArrayRef{height, width});
        const at::Tensor power = at::real(waves.mul(waves.conj())).sum(0);
        const at::Tensor all = at::fft_irfft2(power, at::IntArrayRef{height, width}).contiguous();
        for (std::size_t l = 0; l < lags.size(); ++l)
            result.data_ptr<double>()[o * lags.size() + l] =
                all.data_ptr<double>()[lags[l].y * width + (lags[l].x + width) % width];
    }
    return result;
}

/// Im Σ_i Σ_r w*(r) w(r + d) of complex kernels, by |FFT|².
at::Tensor odd_correlation(const at::Tensor& kernels, const std::vector<Lag>& lags) {
    const std::int64_t height = 2 * kernels.size(2) - 1, width = 2 * kernels.size(3) - 1;
    const at::Tensor waves = at::fft_fft2(kernels, at::IntArrayRef{height, width});
    const at::Tensor all = at::imag(at::fft_ifft2(waves.abs().square().sum(1)));  // [O, Y, X]
    std::vector<at::Tensor> columns;
    for (const Lag& lag : lags) columns.push_back(all.select(1, lag.y).select(1, (lag.x + width) % width));
    return at::stack(columns, 1).contiguous();
}

/// Σ_d R(d) f(k·d) over both signs of d: f = cos for even R, sin for odd R.
at::Tensor summed_over(const KernelSpectrum& spectrum, const HalfZone& zone, bool is_odd) {
    const std::int64_t count = static_cast<std::int64_t>(zone.kx.size()), grid = zone.grid;
    const at::Tensor waves =
        at::zeros({static_cast<std::int64_t>(spectrum.lags.size()), count}, at::kDouble);  // [D, K]
    double* wave = waves.data_ptr<double>();
    for (std::size_t l = 0; l < spectrum.lags.size(); ++l) {
        const auto [dy, dx] = spectrum.lags[l];
        const double both = l == 0 ? 1 : 2;  // d and -d

        // From one row of angles and one column: cos(a + b) = cos a cos b - sin a sin b, sin(a + b) the like.
        std::vector<double> cosine(grid), sine(grid);
        for (std::int64_t x = 0; x < grid; ++x)
            cosine[x] = std::cos(zone.kx[x] * dx), sine[x] = std::sin(zone.kx[x] * dx);
        for (std::int64_t row = 0; row < grid / 2; ++row, wave += grid) {
            const double c = both * std::cos(zone.ky[row * grid] * dy), s = both * std::sin(zone.ky[row * grid] * dy);
            for (std::int64_t x = 0; x < grid; ++x)
                wave[x] = is_odd ? s * cosine[x] + c * sine[x] : c * cosine[x] - s * sine[x];
        }
    }
    return at::matmul(is_odd ? spectrum.odd : spectrum.correlation, waves);
}

}  // namespace

KernelSpectrum kernel_spectrum(const Interaction& interaction) {
    const at::Tensor kernels = parts_as_inputs(interaction.weight).contiguous();
    const std::vector<Lag> lags = half_lags(kernels.size(2), kernels.size(3));
    KernelSpectrum spectrum;
    spectrum.channels = kernels.size(0);
    spectrum.one_dimensional = kernels.size(2) == 1 && interaction.input_size[0] <= 1;
    for (const Lag& lag : lags)
        spectrum.lags.push_back({static_cast<double>(lag.y * interaction.dilation[0]),
                                 static_cast<double>(lag.x * interaction.dilation[1])});
    const bool small = kernels.size(2) * kernels.size(3) <= largest_summed_kernel;
    spectrum.correlation = small ? correlation_by_sums(kernels, lags) : correlation_by_fourier(kernels, lags);
    if (interaction.weight.is_complex()) spectrum.odd = odd_correlation(in_double(interaction.weight), lags);
    return spectrum;
}

HalfZone::HalfZone(std::int64_t grid) : grid(grid) {
    const double cell = 2 * std::numbers::pi / static_cast<double>(grid);
    for (std::int64_t y = 0; y < grid / 2; ++y)
        for (std::int64_t x = 0; x < grid; ++x) {
            ky.push_back((static_cast<double>(y) + 0.5) * cell);
            kx.push_back((static_cast<double>(x) + 0.5) * cell - std::numbers::pi);
        }
}

at::Tensor energy_over(const KernelSpectrum& spectrum, const HalfZone& zone) {
    return summed_over(spectrum, zone, false).clamp_min_(0);
}

at::Tensor odd_energy_over(const KernelSpectrum& spectrum, const HalfZone& zone) {
    return summed_over(spectrum, zone, true);
}

at::Tensor energy_over_zone(const KernelSpectrum& spectrum, const HalfZone& zone) {
    const at::Tensor even = energy_over(spectrum, zone);
    if (!spectrum.odd.defined()) return even;
    const at::Tensor odd = odd_energy_over(spectrum, zone);
    return at::cat({even + odd, even - odd}, 1).clamp_min_(0);
}

}  // namespace blackbody
