#include "blackbody/systems/ensembles/machines/base_rates.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/atanh.h>
#include <ATen/ops/zeros.h>

#include <vector>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/tensor/parallel.h"

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

at::Tensor sum_of_samples(const at::Tensor& states) {
    // A thousand samples at a time; sums of so many bytes are exact in single precision.
    constexpr std::int64_t piece = 1000;
    const at::ScalarType type = states.scalar_type() == at::kByte ? at::kFloat : at::kDouble;
    const std::int64_t pieces = (states.size(0) + piece - 1) / piece;
    std::vector<at::Tensor> sums(static_cast<std::size_t>(pieces));
    parallel_for(0, pieces, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p)
            sums[p] = states.slice(0, p * piece, (p + 1) * piece).to(type).sum(0).to(at::kDouble);
    });
    at::Tensor sum = at::zeros({states.size(1)}, at::kDouble);
    for (const at::Tensor& part : sums) sum += part;
    return sum;
}

Rbm base_of_means(const Rbm& machine, const at::Tensor& visible) {
    const Layer free = free_layer(*machine.visible.unit, machine.visible.size(), machine.visible.colours);
    const at::Tensor at_rest = free.unit->mean(free, at::zeros({1, free.size()}, at::kDouble))[0];
    const auto n = static_cast<double>(visible.size(0));
    const at::Tensor mean = (sum_of_samples(visible) + added_samples * at_rest) / (n + added_samples);
    return independent(machine, theta_of_mean(machine.visible, mean));
}

at::Tensor samples_of_independent(const Rbm& base, std::int64_t samples, std::uint64_t seed) {
    const at::Tensor h = at::zeros({samples, base.hidden.size()}, at::kDouble);
    return sample_visible(base, h, {seed, stream_of(0, visible_side), 0});
}

}  // namespace blackbody
