#include "blackbody/training/machines/rules.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

namespace blackbody {
namespace {

class Adam : public UpdateRule {
  public:
    explicit Adam(const AdamOptions& options) : options_(options) {}

    void move(Gradient& parameters, const LearningStep& step) override {
        if (!mean_.weight.defined())
            mean_ = {at::zeros_like(parameters.weight), at::zeros_like(parameters.visible),
                     at::zeros_like(parameters.hidden)},
            square_ = {mean_.weight.clone(), mean_.visible.clone(), mean_.hidden.clone()};
        ++steps_;
        advance(parameters.weight, step.gradient.weight, step.rate, mean_.weight, square_.weight);
        advance(parameters.visible, step.gradient.visible, step.rate, mean_.visible, square_.visible);
        advance(parameters.hidden, step.gradient.hidden, step.rate, mean_.hidden, square_.hidden);
    }

    Arrays state() const override {
        if (!mean_.weight.defined()) return {};
        Arrays arrays{{"steps", at::tensor(steps_, at::kLong)}};
        put(arrays, "mean", mean_);
        put(arrays, "square", square_);
        return arrays;
    }

    void restore(const Arrays& state, const Gradient& parameters) override {
        mean_ = {}, square_ = {}, steps_ = 0;
        if (state.empty()) return;
        mean_ = gradient_of(state, "mean", parameters), square_ = gradient_of(state, "square", parameters);
        steps_ = array_of(state, "steps", {1}).item<std::int64_t>();
    }

  private:
    /// Both averages start at 0 and are divided by what they have seen so far.
    void advance(at::Tensor& parameter, const at::Tensor& gradient, double rate, at::Tensor& mean,
                 at::Tensor& square) const {
        const auto seen = [&](double memory) { return 1 - std::pow(memory, static_cast<double>(steps_)); };
        mean.mul_(options_.mean_memory).add_(gradient, 1 - options_.mean_memory);
        square.mul_(options_.square_memory).addcmul_(gradient, gradient, 1 - options_.square_memory);
        const at::Tensor size = (square / seen(options_.square_memory)).sqrt_().add_(options_.least);
        parameter.addcdiv_(mean, size, rate / seen(options_.mean_memory));
    }

    AdamOptions options_;
    Gradient mean_, square_;
    std::int64_t steps_ = 0;
};

/// What all rules around another share: its memory is theirs.
class Around : public UpdateRule {
  public:
    explicit Around(std::unique_ptr<UpdateRule> inner) : inner_(std::move(inner)) {}
    Arrays state() const override { return inner_->state(); }
    void restore(const Arrays& state, const Gradient& parameters) override { inner_->restore(state, parameters); }

  protected:
    UpdateRule& inner() { return *inner_; }

  private:
    std::unique_ptr<UpdateRule> inner_;
};

class FallingRate : public Around {
  public:
    FallingRate(std::int64_t updates, double last, std::unique_ptr<UpdateRule> inner)
        : Around(std::move(inner)), updates_(updates), last_(last) {}
    void move(Gradient& parameters, const LearningStep& step) override {
        const double way = std::min(1., static_cast<double>(step.update) / static_cast<double>(updates_));
        LearningStep slower = step;
        slower.rate = step.rate * (1 - way * (1 - last_));
        inner().move(parameters, slower);
    }

  private:
    std::int64_t updates_;
    double last_;
};

class Sparse : public Around {
  public:
    Sparse(double target, double strength, std::unique_ptr<UpdateRule> inner)
        : Around(std::move(inner)), target_(target), strength_(strength) {}
    void move(Gradient& parameters, const LearningStep& step) override {
        LearningStep sparser = step;
        sparser.gradient.hidden = step.gradient.hidden.clone();
        const at::Tensor away = step.activity[0].to(parameters.hidden.scalar_type()) - target_;
        sparser.gradient.hidden[0].sub_(away, strength_);
        inner().move(parameters, sparser);
    }

  private:
    double target_, strength_;
};

class LimitedNorm : public Around {
  public:
    LimitedNorm(double most, std::unique_ptr<UpdateRule> inner) : Around(std::move(inner)), most_(most) {}
    void move(Gradient& parameters, const LearningStep& step) override {
        inner().move(parameters, step);
        const at::Tensor length = at::linalg_vector_norm(parameters.weight, 2, at::IntArrayRef{0}, true);
        parameters.weight.mul_((most_ / length).clamp_max(1));
    }

  private:
    double most_;
};

}  // namespace

std::unique_ptr<UpdateRule> adam_rule(const AdamOptions& options) { return std::make_unique<Adam>(options); }
std::unique_ptr<UpdateRule> falling_rate(std::int64_t updates, double last, std::unique_ptr<UpdateRule> inner) {
    return std::make_unique<FallingRate>(updates, last, std::move(inner));
}
std::unique_ptr<UpdateRule> sparse_rule(double target, double strength, std::unique_ptr<UpdateRule> inner) {
    return std::make_unique<Sparse>(target, strength, std::move(inner));
}
std::unique_ptr<UpdateRule> limited_norm(double most, std::unique_ptr<UpdateRule> inner) {
    return std::make_unique<LimitedNorm>(most, std::move(inner));
}

}  // namespace blackbody
