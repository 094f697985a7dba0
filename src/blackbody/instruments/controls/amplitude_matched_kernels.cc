#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/fft_irfft2.h>
#include <ATen/ops/fft_rfft2.h>
#include <ATen/ops/tensor.h>

#include "blackbody/base/system.h"
#include "blackbody/instruments/controls/controls.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// weight [O, I, Y, X] -> real kernels of the same |DFT| on the Y x X grid, phases those of white noise.
///
/// The DFT of real noise is Hermitian by itself and its phases are uniform (signs at the wave vectors that are their
/// own negative), so phase-matched kernels are real without any bookkeeping of pairs.
at::Tensor phase_randomised(const Interaction& interaction, Seed seed) {
    const at::Tensor& weight = interaction.weight;
    const std::int64_t height = weight.dim() == 4 ? weight.size(2) : 1, width = weight.dim() == 4 ? weight.size(3) : 1;
    const at::Tensor kernels = weight.to(at::kDouble).reshape({-1, height, width});

    // Take the phases of white noise.
    Random random(seed_for(seed_for(seed, "amplitude_matched_kernels"), interaction.name.c_str()));
    std::vector<double> draws(weight.numel());
    for (double& draw : draws) draw = random.normal();
    const at::Tensor noise = at::fft_rfft2(at::tensor(draws, at::kDouble).to(weight.device()).view(kernels.sizes()));

    // Put them under the amplitudes of the given kernels.
    const at::Tensor spectrum = at::abs(at::fft_rfft2(kernels)) * (noise / at::abs(noise));
    return at::fft_irfft2(spectrum, at::IntArrayRef{height, width}).view(weight.sizes()).to(weight.scalar_type());
}

const Control control{.info = amplitude_matched_kernels_info(), .weights = phase_randomised};
const Registered<Control> registered_here{control};

}  // namespace

}  // namespace blackbody
