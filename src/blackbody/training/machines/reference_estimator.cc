#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include "blackbody/training/machines/gradient_estimator.h"

namespace blackbody {
namespace {

class ReferenceEstimator : public GradientEstimator {
  public:
    ReferenceEstimator(const Rbm& start, TrainingData data, const ContrastiveOptions& options,
                       std::unique_ptr<ModelAverage> model)
        : like_(start), data_(std::move(data)), options_(options), model_(std::move(model)) {
        parameters = {start.weight.clone(), start.visible.theta.clone(), start.hidden.theta.clone()};
        if (model_) return;
        GibbsOptions gibbs{.steps = options_.steps, .seed = seed_for(options_.seed, "chains")};
        if (options_.persistent) gibbs.start = first_chains(data_.states, options_.chains);
        model_ = gibbs_average(gibbs);
    }

    GradientStep step(const at::Tensor& which, std::int64_t update) override {
        Rbm rbm = like_;
        rbm.weight = parameters.weight, rbm.visible.theta = parameters.visible, rbm.hidden.theta = parameters.hidden;
        const at::Tensor batch = data_.states.index_select(0, which).to(at::kDouble);
        const Chains::Moments data = data_.weights.defined()
                                         ? moments_of(rbm, batch, data_.weights.index_select(0, which))
                                         : Chains(rbm, batch, {}).moments(),
                              model = model_->moments(rbm, batch, update);
        return {.gradient = options_.is_centred ? centred(rbm, data, model) : gradient_of(data, model),
                .activity = data.hidden_statistics};
    }

    Arrays state() const override { return model_->state(); }
    void restore(const Arrays& state) override { model_->restore(state); }

  private:
    Rbm like_;  ///< kinds of units
    TrainingData data_;
    ContrastiveOptions options_;
    std::unique_ptr<ModelAverage> model_;
};

}  // namespace

at::Tensor first_chains(const at::Tensor& states, std::int64_t chains) {
    return states.index_select(0, at::arange(chains, at::kLong).remainder(states.size(0)));
}

std::unique_ptr<GradientEstimator> reference_estimator(const Rbm& start, const TrainingData& data,
                                                       const ContrastiveOptions& options,
                                                       std::unique_ptr<ModelAverage> model) {
    return std::make_unique<ReferenceEstimator>(start, data, options, std::move(model));
}

}  // namespace blackbody
