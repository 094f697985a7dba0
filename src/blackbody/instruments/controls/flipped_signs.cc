#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/complex.h>

#include <numbers>

#include "blackbody/instruments/controls/draws.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// weight [...] -> [...] with independent signs, or phases. With entries that are independent and as often positive as
/// negative the law of the matrix stays the same, whatever the scale of each: the test is exact (Hong, Sheng, Dobriban,
/// "Selecting the number of components in PCA via random signflips", 2020).
at::Tensor flipped(const Interaction& interaction, Seed seed) {
    const at::Tensor& weight = interaction.weight;
    if (weight.numel() == 0) return weight;
    const at::Tensor draws = uniform_draws(weight.numel(), draw_seed(seed, "flipped_signs", interaction))
                                 .view(weight.sizes())
                                 .to(weight.device());
    if (!weight.is_complex()) return weight.mul(draws.sub(0.5).sign().to(weight.scalar_type()));
    const at::Tensor phase = draws.mul(2 * std::numbers::pi);
    return weight.mul(at::complex(phase.cos(), phase.sin()).to(weight.scalar_type()));
}

const Control control{.name = "flipped_signs", .weights = flipped};
const Registered<Control> entry{control};

}  // namespace

}  // namespace blackbody
