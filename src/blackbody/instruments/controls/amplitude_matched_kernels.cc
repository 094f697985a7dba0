#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/fft_fft2.h>
#include <ATen/ops/fft_ifft2.h>
#include <ATen/ops/hypot.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "blackbody/instruments/controls/draws.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// The real Fourier basis of a height x width grid, orthonormal columns [P, P]: for each pair of wave vectors ±k a
/// cosine (the first `pairs` columns) and a sine (the next `pairs`), then the cosines of those k that are their own
/// negative.
struct FourierBasis {
    at::Tensor waves;
    std::int64_t pairs = 0;
};

FourierBasis fourier_basis(std::int64_t height, std::int64_t width) {
    // One wave vector of each pair, in order of numbers.
    std::vector<std::array<std::int64_t, 2>> paired, own;
    for (std::int64_t ky = 0; ky < height; ++ky)
        for (std::int64_t kx = 0; kx < width; ++kx) {
            const std::int64_t here = ky * width + kx, there = (height - ky) % height * width + (width - kx) % width;
            if (here == there) own.push_back({ky, kx});
            else if (here < there) paired.push_back({ky, kx});
        }

    const std::int64_t entries = height * width, pairs = static_cast<std::int64_t>(paired.size());
    const at::Tensor waves = at::zeros({entries, entries}, at::kDouble);
    double* row = waves.data_ptr<double>();
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x, row += entries) {
            auto angle = [&](const std::array<std::int64_t, 2>& k) {
                return 2 * std::numbers::pi *
                       (static_cast<double>(k[0] * y) / static_cast<double>(height) +
                        static_cast<double>(k[1] * x) / static_cast<double>(width));
            };
            const double norm = std::sqrt(2 / static_cast<double>(entries));
            for (std::int64_t p = 0; p < pairs; ++p) {
                row[p] = norm * std::cos(angle(paired[p]));
                row[pairs + p] = norm * std::sin(angle(paired[p]));
            }
            for (std::size_t s = 0; s < own.size(); ++s)
                row[2 * pairs + s] = std::cos(angle(own[s])) / std::sqrt(static_cast<double>(entries));
        }
    return {waves, pairs};
}

/// Complex kernels [..., Y, X] of the same |DFT| with independent uniform phases.
at::Tensor phase_randomised_waves(const at::Tensor& weight, Seed seed) {
    const at::Tensor spectrum = at::fft_fft2(in_double(weight));
    const at::Tensor phase = uniform_draws(spectrum.numel(), seed).view(spectrum.sizes()).mul(2 * std::numbers::pi);
    return at::fft_ifft2(spectrum.abs() * at::complex(phase.cos(), phase.sin()));
}

/// weight [O, I, Y, X] -> real kernels of the same |DFT| on the Y x X grid, with independent uniform phases (signs,
/// where k is its own negative).
at::Tensor phase_randomised(const Interaction& interaction, Seed seed) {
    const at::Tensor& weight = interaction.weight;
    if (weight.numel() == 0) return weight;
    const std::int64_t height = weight.dim() == 4 ? weight.size(2) : 1, width = weight.dim() == 4 ? weight.size(3) : 1;
    if (weight.is_complex()) {
        const at::Tensor kernels = weight.reshape({-1, height, width});
        const at::Tensor drawn =
            phase_randomised_waves(kernels, draw_seed(seed, "amplitude_matched_kernels", interaction));
        return drawn.view(weight.sizes()).to(weight.device(), weight.scalar_type());
    }
    const auto [waves, pairs] = fourier_basis(height, width);

    // Amplitudes of each kernel, and a phase for each.
    const at::Tensor kernels = weight.to(at::kCPU, at::kDouble).reshape({-1, height * width});
    const at::Tensor spectrum = at::matmul(kernels, waves);
    const at::Tensor draws = uniform_draws(kernels.size(0) * (height * width - pairs),
                                           draw_seed(seed, "amplitude_matched_kernels", interaction))
                                 .view({kernels.size(0), -1});
    const at::Tensor phase = draws.narrow(1, 0, pairs).mul(2 * std::numbers::pi);
    const at::Tensor amplitude = at::hypot(spectrum.narrow(1, 0, pairs), spectrum.narrow(1, pairs, pairs));
    const std::int64_t own = height * width - 2 * pairs;
    const at::Tensor signs = draws.narrow(1, pairs, own).sub(0.5).sign();

    const at::Tensor drawn = at::cat(
        {phase.cos().mul_(amplitude), phase.sin().mul_(amplitude), spectrum.narrow(1, 2 * pairs, own).mul(signs)}, 1);
    return at::matmul(drawn, waves.t()).view(weight.sizes()).to(weight.device(), weight.scalar_type());
}

const Control control{.name = "amplitude_matched_kernels", .weights = phase_randomised};
const Registered<Control> entry{control};

}  // namespace

}  // namespace blackbody
