#include "blackbody/training/machines/tempered.h"

#include <ATen/ops/tensor.h>

#include "blackbody/systems/ensembles/chains/tempering.h"

namespace blackbody {
namespace {

class TemperedAverage : public ModelAverage {
  public:
    explicit TemperedAverage(const TemperedOptions& options) : options_(options) {}

    Chains::Moments moments(const Rbm& machine, const at::Tensor&, std::int64_t) override {
        const Rbm base = independent(machine, options_.base_theta);
        if (!ladder_) {
            const bool is_new = !restored_.defined();
            ladder_ = std::make_unique<Tempering>(
                machine, base, is_new ? options_.start.to(at::kDouble) : restored_,
                TemperingOptions{
                    .ladder = options_.ladder, .seed = options_.seed, .step = is_new ? 0 : restored_step_});
        } else {
            ladder_->follow(machine, base);
        }
        ladder_->run(options_.steps);
        return Chains(machine, ladder_->visible(ladder_->rungs() - 1), {}).moments();
    }

    Arrays state() const override {
        if (!ladder_ && !restored_.defined()) return {};
        const auto step = static_cast<std::int64_t>(ladder_ ? ladder_->step() : restored_step_);
        return {{"ladder", (ladder_ ? ladder_->visible() : restored_).clone()}, {"steps", at::tensor(step, at::kLong)}};
    }

    void restore(const Arrays& state) override {
        ladder_.reset(), restored_.reset();
        if (state.empty()) return;
        restored_ =
            array_of(state, "ladder", {std::ssize(options_.ladder), options_.start.size(0), options_.start.size(1)})
                .to(at::kDouble);
        restored_step_ = static_cast<std::uint64_t>(array_of(state, "steps", {1}).item<std::int64_t>());
    }

  private:
    TemperedOptions options_;
    std::unique_ptr<Tempering> ladder_;
    at::Tensor restored_;  ///< where rungs go on that have not moved yet
    std::uint64_t restored_step_ = 0;
};

}  // namespace

std::unique_ptr<ModelAverage> tempered_average(const TemperedOptions& options) {
    return std::make_unique<TemperedAverage>(options);
}

}  // namespace blackbody
