#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>

#include "blackbody/base/system.h"
#include "blackbody/instruments/controls/controls.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// weight [O, I, Y, X] -> Gaussian with the norm of each [Y, X]; without spatial extent, of each row [I].
at::Tensor gaussian(const Interaction& interaction, Seed seed) {
    const at::Tensor& weight = interaction.weight;
    const bool spatial = weight.dim() == 4 && weight.size(2) * weight.size(3) > 1;

    // Draw independent standard normals, one stream an interaction.
    Random random(seed_for(seed_for(seed, "random_kernels"), interaction.name.c_str()));
    std::vector<double> draws(weight.numel());
    for (double& draw : draws) draw = random.normal();

    // Give each kernel the norm of the one that it replaces.
    const auto rows = spatial ? weight.size(0) * weight.size(1) : weight.size(0);
    const at::Tensor noise = at::tensor(draws, at::kDouble).to(weight.device()).view({rows, -1});
    const at::Tensor given = weight.to(at::kDouble).reshape({rows, -1});
    const at::Tensor scale = at::linalg_vector_norm(given, 2, {1}, true) / at::linalg_vector_norm(noise, 2, {1}, true);
    return (noise * scale).view(weight.sizes()).to(weight.scalar_type());
}

const Control control{.info = random_kernels_info(), .weights = gaussian};
const Registered<Control> registered_here{control};

}  // namespace

}  // namespace blackbody
