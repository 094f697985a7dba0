#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/view_as_complex.h>

#include "blackbody/instruments/controls/draws.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// weight [O, I, Y, X] -> Gaussian with the norm of each [Y, X]; without spatial extent, of each row [I].
at::Tensor gaussian(const Interaction& interaction, Seed seed) {
    const at::Tensor& weight = interaction.weight;
    const bool spatial = weight.dim() == 4 && weight.size(2) * weight.size(3) > 1;
    const std::int64_t rows = spatial ? weight.size(0) * weight.size(1) : weight.size(0);
    if (weight.numel() == 0) return weight;

    // Give each kernel of normals the norm of the one that it replaces.
    const std::int64_t parts = weight.is_complex() ? 2 : 1;
    const at::Tensor draws = normal_draws(parts * weight.numel(), draw_seed(seed, "random_kernels", interaction));
    const at::Tensor numbers = weight.is_complex() ? at::view_as_complex(draws.view({-1, 2})) : draws;
    const at::Tensor noise = numbers.to(weight.device()).view({rows, -1});
    const at::Tensor given = at::linalg_vector_norm(in_double(weight).reshape({rows, -1}), 2, {1}, true);
    const at::Tensor scale = given.div(at::linalg_vector_norm(noise, 2, {1}, true));
    return noise.mul(scale).view(weight.sizes()).to(weight.scalar_type());
}

const Control control{.name = "random_kernels", .weights = gaussian};
const Registered<Control> entry{control};

}  // namespace

}  // namespace blackbody
