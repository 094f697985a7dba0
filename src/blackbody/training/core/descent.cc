#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include "blackbody/training/core/optimizer.h"

namespace blackbody {
namespace {

/// Weights, and what does not decay, as two groups.
template <class Options>
std::vector<torch::optim::OptimizerParamGroup> groups_of(const std::vector<Parameter>& parameters, Options options) {
    std::vector<torch::optim::OptimizerParamGroup> groups;
    for (const bool decays : {true, false}) {
        std::vector<at::Tensor> members;
        for (const Parameter& p : parameters)
            if (p.is_learned && p.decays == decays) members.push_back(p.value);
        if (members.empty()) continue;
        Options own = options;
        if (!decays) own.weight_decay(0);
        groups.emplace_back(members, std::make_unique<Options>(own));
    }
    return groups;
}

/// What LibTorch keeps for one parameter.
template <class Kept>
Kept& kept(torch::optim::Optimizer& optimizer, const at::Tensor& parameter) {
    auto& slot = optimizer.state()[parameter.unsafeGetTensorImpl()];
    if (!slot) slot = std::make_unique<Kept>();
    return static_cast<Kept&>(*slot);
}

template <class Algorithm, class Options>
class Wrapped : public Optimizer {
  public:
    Wrapped(const std::vector<Parameter>& parameters, const Options& options)
        : algorithm_(groups_of(parameters, options), options) {
        for (const Parameter& p : parameters)
            if (p.is_learned) parameters_.push_back(p);
    }
    void move(double rate) override {
        for (auto& group : algorithm_.param_groups()) static_cast<Options&>(group.options()).lr(rate);
        algorithm_.step();
        algorithm_.zero_grad(false);
        ++steps_;
    }

  protected:
    mutable Algorithm algorithm_;
    std::vector<Parameter> parameters_;
    std::int64_t steps_ = 0;
};

class Sgd : public Wrapped<torch::optim::SGD, torch::optim::SGDOptions> {
  public:
    using Wrapped::Wrapped;
    Arrays state() const override {
        Arrays arrays;
        for (const Parameter& p : parameters_) {
            const at::Tensor& v = kept<torch::optim::SGDParamState>(algorithm_, p.value).momentum_buffer();
            if (v.defined()) arrays["velocity." + p.name] = v.clone();
        }
        return arrays;
    }
    void restore(const Arrays& state) override {
        if (state.empty()) return;
        for (const Parameter& p : parameters_)
            kept<torch::optim::SGDParamState>(algorithm_, p.value)
                .momentum_buffer(array_of(state, "velocity." + p.name, p.value.sizes()));
    }
};

class AdamW : public Wrapped<torch::optim::AdamW, torch::optim::AdamWOptions> {
  public:
    using Wrapped::Wrapped;
    Arrays state() const override {
        Arrays arrays;
        for (const Parameter& p : parameters_) {
            const auto& own = kept<torch::optim::AdamWParamState>(algorithm_, p.value);
            if (!own.exp_avg().defined()) continue;
            arrays["first." + p.name] = own.exp_avg().clone(), arrays["second." + p.name] = own.exp_avg_sq().clone();
            arrays["steps"] = at::full({1}, own.step(), at::kLong);
        }
        return arrays;
    }
    void restore(const Arrays& state) override {
        if (state.empty()) return;
        for (const Parameter& p : parameters_) {
            auto& own = kept<torch::optim::AdamWParamState>(algorithm_, p.value);
            own.exp_avg(array_of(state, "first." + p.name, p.value.sizes()));
            own.exp_avg_sq(array_of(state, "second." + p.name, p.value.sizes()));
            own.step(array_of(state, "steps", {1}).item<std::int64_t>());
        }
    }
};

}  // namespace

std::unique_ptr<Optimizer> descent(const std::vector<Parameter>& parameters, const OptimizerOptions& options) {
    if (options.name == "sgd")
        return std::make_unique<Sgd>(parameters, torch::optim::SGDOptions(0)
                                                     .momentum(options.momentum)
                                                     .weight_decay(options.weight_decay.value())
                                                     .nesterov(options.momentum > 0));
    if (options.name == "adamw")
        return std::make_unique<AdamW>(parameters,
                                       torch::optim::AdamWOptions(0).weight_decay(options.weight_decay.value()));
    throw OptionError("optimizer", "expected sgd or adamw, found '" + options.name + "'");
}

}  // namespace blackbody
