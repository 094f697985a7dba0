#include <ATen/ops/amax.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isneginf.h>
#include <ATen/ops/sum.h>

#include "blackbody/base/observable.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

class Finiteness : public Accumulator {
  public:
    explicit Finiteness(bool are_scores) : are_scores_(are_scores) {}
    void add(const State& state) override {
        samples_ += state.values.size(0);
        non_finite_ += state.values.numel() - at::isfinite(state.values).sum().item<std::int64_t>();
        if (!are_scores_ || state.values.is_complex() || state.values.dim() < 2) return;

        // A score of -inf beside a finite one rules a class out, and is meant.
        const at::Tensor has_answer = at::isfinite(state.values.amax(-1, true));
        const at::Tensor out = at::isneginf(state.values).logical_and(has_answer);
        const auto ruled_out = out.sum().item<std::int64_t>();
        ruled_out_ += ruled_out, non_finite_ -= ruled_out;
    }
    void merge(const Accumulator& other) override {
        const auto& o = dynamic_cast<const Finiteness&>(other);
        samples_ += o.samples_, non_finite_ += o.non_finite_, ruled_out_ += o.ruled_out_;
    }
    std::unique_ptr<Accumulator> fresh() const override { return std::make_unique<Finiteness>(are_scores_); }
    std::vector<NamedValue> result() const override {
        return {
            {"non_finite", static_cast<double>(non_finite_), samples_, Uncertainty::none("a count on these samples")}};
    }
    std::vector<std::string> notes() const override {
        if (ruled_out_ == 0) return {};
        return {with_commas(ruled_out_) + " scores of -inf rule out a class (probability 0): not counted"};
    }

  private:
    bool are_scores_;
    std::int64_t samples_ = 0, non_finite_ = 0, ruled_out_ = 0;
};

/// Outputs and class scores; nonlinearities and residual sums are counted by `excitation`, in its own reading.
Fit fits(const Site& site, const InstrumentOptions&) {
    const Role role = site.info.role;
    const bool counted = role == Role::nonlinearity || role == Role::residual;
    const bool answers = !site.info.output.empty() || role == Role::logits || role == Role::output;
    return answers && !counted ? Fit::yes() : Fit::no();
}

std::unique_ptr<Accumulator> start(const Site& site, const InstrumentOptions&) {
    return std::make_unique<Finiteness>(site.info.role == Role::logits);
}

const Observable finiteness{.name = "finiteness", .fits = fits, .start = start};
const Registered<Observable> entry{finiteness};

}  // namespace
}  // namespace blackbody
