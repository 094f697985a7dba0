#include "blackbody/training/machines/ascent.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>

#include <algorithm>

#include "blackbody/training/core/schedule.h"

namespace blackbody {

AscentOptions ascent_of(const ContrastiveOptions& options) {
    AscentOptions ascent{.momentum = options.momentum, .l1 = options.l1, .weight_decay = options.weight_decay};
    ascent.rate.lr = lr_of(options);
    return ascent;
}

Ascent::Ascent(const std::vector<Parameter>& parameters, std::vector<Coupling> couplings, const AscentOptions& options)
    : optimizer_(ascent(parameters, options.optimizer, options.momentum)),
      couplings_(std::move(couplings)),
      options_(options) {}

void Ascent::move(const std::vector<at::Tensor>& activity, std::int64_t update) {
    for (std::size_t l = 0; l < couplings_.size(); ++l) {
        const auto& [weight, hidden] = couplings_[l];
        if (options_.weight_decay != 0) weight.grad().sub_(weight, options_.weight_decay);
        if (options_.l1 != 0) weight.grad().sub_(weight.sign(), options_.l1);
        if (!options_.sparsity) continue;
        const at::Tensor away = activity[l][0].to(hidden.scalar_type()) - *options_.sparsity;
        hidden.grad()[0].sub_(away, options_.sparsity_strength);
    }
    // A rate beyond single precision is one that diverges, not an overflow of the rate.
    RatePlan plan = options_.rate;
    plan.lr = std::clamp(plan.lr.value(), -1e38, 1e38);
    optimizer_->move(rate_at(plan, update, options_.updates));
    if (!options_.max_norm) return;
    for (const Coupling& coupling : couplings_) {
        const at::Tensor length = at::linalg_vector_norm(coupling.weight, 2, at::IntArrayRef{0}, true);
        at::Tensor(coupling.weight).mul_((*options_.max_norm / length).clamp_max(1));
    }
}

void hold_gradient(const at::Tensor& parameter, const at::Tensor& gradient) {
    at::Tensor(parameter).mutable_grad() = gradient;
}

}  // namespace blackbody
