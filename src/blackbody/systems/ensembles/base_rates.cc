#include "blackbody/systems/ensembles/base_rates.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/atanh.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/ensembles/sampling.h"

namespace blackbody {
namespace {

constexpr double added_samples = 10;

/// θ [P, V] of units whose mean is `mean` [V].
at::Tensor theta_of_mean(const Layer& layer, const at::Tensor& mean) {
    at::Tensor theta = layer.theta.clone();
    const std::string& kind = layer.unit->name;
    if (kind == "bernoulli") theta[0].copy_((mean / (1 - mean)).log());
    if (kind == "potts") theta[0].copy_(mean.log());
    if (kind == "spin") theta[0].copy_(at::atanh(mean));
    if (kind == "gaussian") theta[0].copy_(mean * theta[1]);
    return theta;
}

}  // namespace

Rbm base_of_means(const Rbm& machine, const at::Tensor& visible) {
    const Layer free = free_layer(*machine.visible.unit, machine.visible.size(), machine.visible.colours);
    const at::Tensor at_rest = free.unit->mean(free, at::zeros({1, free.size()}, at::kDouble))[0];
    const auto n = static_cast<double>(visible.size(0));
    const at::Tensor mean = (visible.sum(0, false, at::kDouble) + added_samples * at_rest) / (n + added_samples);
    return independent(machine, theta_of_mean(machine.visible, mean));
}

at::Tensor samples_of_independent(const Rbm& base, std::int64_t samples, std::uint64_t seed) {
    const at::Tensor h = at::zeros({samples, base.hidden.size()}, at::kDouble);
    return sample_visible(base, h, {seed, stream_of(0, visible_side), 0});
}

}  // namespace blackbody
