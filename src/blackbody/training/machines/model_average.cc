#include "blackbody/training/machines/model_average.h"

#include <ATen/ops/tensor.h>

namespace blackbody {
namespace {

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

std::unique_ptr<ModelAverage> gibbs_average(const GibbsOptions& options) {
    return std::make_unique<GibbsAverage>(options);
}

}  // namespace blackbody
