#include "blackbody/training/machines/learning_step.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>

#include "blackbody/formats/tensor_view.h"
#include "blackbody/tensor/parallel.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

class Momentum : public UpdateRule {
  public:
    explicit Momentum(double momentum) : momentum_(momentum) {}

    void move(Gradient& parameters, const LearningStep& step) override {
        advance(parameters.weight, step.gradient.weight, step.rate, velocity_.weight);
        advance(parameters.visible, step.gradient.visible, step.rate, velocity_.visible);
        advance(parameters.hidden, step.gradient.hidden, step.rate, velocity_.hidden);
    }

    Arrays state() const override {
        Arrays arrays;
        if (velocity_.weight.defined()) put(arrays, "velocity", velocity_);
        return arrays;
    }

    void restore(const Arrays& state, const Gradient& parameters) override {
        velocity_ = state.empty() ? Gradient{} : gradient_of(state, "velocity", parameters);
    }

  private:
    void advance(at::Tensor& parameter, const at::Tensor& gradient, double rate, at::Tensor& velocity) const {
        if (momentum_ != 0 && !velocity.defined()) velocity = at::zeros_like(parameter);
        // Some rows at a time: what is read twice stays in the cache.
        const std::int64_t rows = 1 + (std::int64_t{1} << 14) / (parameter.size(1) + 1);
        const auto move = [&](std::int64_t first, std::int64_t count) {
            at::Tensor p = parameter.narrow(0, first, count);
            const at::Tensor g = gradient.narrow(0, first, count);
            if (momentum_ == 0) p.add_(g, rate);
            else p.add_(velocity.narrow(0, first, count).mul_(momentum_).add_(g, rate));
        };
        parallel_for(0, parameter.size(0), 4 * rows, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t r = begin; r < end; r += rows) move(r, std::min(rows, end - r));
        });
    }

    double momentum_;
    Gradient velocity_;
};

class GibbsAverage : public ModelAverage {
  public:
    explicit GibbsAverage(const GibbsOptions& options) : options_(options) {}

    Chains::Moments moments(const Rbm& machine, const at::Tensor& batch, std::int64_t update) override {
        if (!options_.start.defined()) chains_ = started(machine, batch, update * options_.steps);
        else if (!chains_ && restored_.defined()) chains_ = started(machine, restored_, restored_step_);
        else if (!chains_) chains_ = started(machine, options_.start, 0);
        else chains_->follow(machine);
        chains_->run(options_.steps);
        return chains_->moments();
    }

    Arrays state() const override {
        // Chains that start at every batch anew have nothing to remember.
        if (!options_.start.defined()) return {};
        if (chains_) return arrays(chains_->visible(), static_cast<std::int64_t>(chains_->step()));
        return restored_.defined() ? arrays(restored_, restored_step_) : Arrays{};
    }

    void restore(const Arrays& state) override {
        chains_.reset(), restored_.reset();
        if (state.empty()) return;
        restored_ = array_of(state, "chains", options_.start.sizes()).to(at::kDouble);
        restored_step_ = array_of(state, "steps", {1}).item<std::int64_t>();
    }

  private:
    std::unique_ptr<Chains> started(const Rbm& machine, const at::Tensor& states, std::int64_t step) const {
        return std::make_unique<Chains>(machine, states.to(at::kDouble),
                                        ChainOptions{.seed = options_.seed, .step = static_cast<std::uint64_t>(step)});
    }
    static Arrays arrays(const at::Tensor& states, std::int64_t step) {
        return {{"chains", states.clone()}, {"steps", at::tensor(step, at::kLong)}};
    }

    GibbsOptions options_;
    std::unique_ptr<Chains> chains_;
    at::Tensor restored_;  ///< where chains go on that have not moved yet
    std::int64_t restored_step_ = 0;
};

}  // namespace

at::Tensor array_of(const Arrays& arrays, const std::string& name, at::IntArrayRef shape) {
    const auto found = arrays.find(name);
    if (found != arrays.end() && found->second.sizes() == shape) return found->second.clone();
    throw Error(ErrorKind::data,
                Complaint{.place = "training state, " + name,
                          .expected = shape_text(shape),
                          .found = found == arrays.end() ? "nothing" : shape_text(found->second.sizes())});
}

void put(Arrays& arrays, const std::string& name, const Gradient& numbers) {
    arrays[name + ".weight"] = numbers.weight.clone();
    arrays[name + ".visible"] = numbers.visible.clone();
    arrays[name + ".hidden"] = numbers.hidden.clone();
}

Gradient gradient_of(const Arrays& arrays, const std::string& name, const Gradient& like) {
    return {array_of(arrays, name + ".weight", like.weight.sizes()),
            array_of(arrays, name + ".visible", like.visible.sizes()),
            array_of(arrays, name + ".hidden", like.hidden.sizes())};
}

std::unique_ptr<UpdateRule> momentum_rule(double momentum) { return std::make_unique<Momentum>(momentum); }
std::unique_ptr<ModelAverage> gibbs_average(const GibbsOptions& options) {
    return std::make_unique<GibbsAverage>(options);
}

}  // namespace blackbody
