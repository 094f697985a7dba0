#include <ATen/ops/isfinite.h>
#include <ATen/ops/sum.h>

#include "blackbody/base/observable.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

class Finiteness : public Accumulator {
  public:
    void add(const State& state) override {
        samples_ += state.values.size(0);
        non_finite_ += state.values.numel() - at::isfinite(state.values).sum().item<std::int64_t>();
    }
    void merge(const Accumulator& other) override {
        const auto& o = dynamic_cast<const Finiteness&>(other);
        samples_ += o.samples_, non_finite_ += o.non_finite_;
    }
    std::unique_ptr<Accumulator> fresh() const override { return std::make_unique<Finiteness>(); }
    std::vector<NamedValue> result() const override {
        return {
            {"non_finite", static_cast<double>(non_finite_), samples_, Uncertainty::none("a count on these samples")}};
    }

  private:
    std::int64_t samples_ = 0, non_finite_ = 0;
};

/// Outputs and class scores; nonlinearities and residual sums are counted by `excitation`, in its own reading.
Fit fits(const Site& site, const InstrumentOptions&) {
    const Role role = site.info.role;
    const bool counted = role == Role::nonlinearity || role == Role::residual;
    const bool answers = !site.info.output.empty() || role == Role::logits || role == Role::output;
    return answers && !counted ? Fit::yes() : Fit::no();
}

std::unique_ptr<Accumulator> start(const Site&, const InstrumentOptions&) { return std::make_unique<Finiteness>(); }

const Observable finiteness{.name = "finiteness", .fits = fits, .start = start};
const Registered<Observable> entry{finiteness};

}  // namespace
}  // namespace blackbody
