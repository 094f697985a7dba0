#include "blackbody/instruments/thermal/modes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

#include <cmath>

#include "blackbody/tensor/linear_algebra.h"

namespace blackbody {

Modes modes_of(const at::Tensor& weight, std::int64_t most) {
    const SingularSystem system = singular_system(weight);
    const std::int64_t k = std::min(most, system.lambda.numel());
    const at::Tensor left = system.left.flip({1}).narrow(1, 0, k);
    const at::Tensor largest = left.gather(0, left.abs().argmax(0, true));
    return {system.lambda.flip({0}).narrow(0, 0, k).clamp_min(0).sqrt(), left * largest.sign()};
}

at::Tensor magnetisations(const Modes& modes, const at::Tensor& spins) {
    return at::matmul(spins, modes.left) / std::sqrt(static_cast<double>(spins.size(1)));
}

double random_edge(const at::Tensor& weight) {
    return weight.std().item<double>() *
           (std::sqrt(static_cast<double>(weight.size(0))) + std::sqrt(static_cast<double>(weight.size(1))));
}

}  // namespace blackbody
