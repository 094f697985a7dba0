#include "blackbody/training/machines/machine_learner.h"

#include <ATen/ops/tensor.h>

namespace blackbody {
namespace {

class RbmLearner : public MachineLearner {
  public:
    RbmLearner(Rbm start, TrainingData data, const ContrastiveOptions& options, TrainingMethods methods)
        : training_(std::move(start), std::move(data), options, std::move(methods)) {}
    void update() override { training_.update(); }
    DeepBoltzmann machine() const override { return deep(training_.machine()); }
    std::int64_t updates() const override { return training_.updates(); }
    std::int64_t updates_per_epoch() const override { return training_.updates_per_epoch(); }

    Arrays state() const override {
        const TrainingState state = training_.state();
        Arrays arrays{{"updates", at::tensor(state.updates, at::kLong)}};
        put(arrays, "machine", numbers_of(state.machine));
        put(arrays, "good", numbers_of(state.good));
        put_all(arrays, "optimizer", state.optimizer);
        put_all(arrays, "model", state.model);
        return arrays;
    }

    void restore(const Arrays& arrays) override {
        const Rbm like = training_.machine();
        const auto machine = [&](const std::string& name) {
            const Gradient numbers = gradient_of(arrays, name, numbers_of(like));
            Rbm rbm{like.visible, like.hidden, numbers.weight};
            rbm.visible.theta = numbers.visible, rbm.hidden.theta = numbers.hidden;
            return rbm;
        };
        training_.restore({machine("machine"), machine("good"), array_of(arrays, "updates", {1}).item<std::int64_t>(),
                           part_of(arrays, "optimizer"), part_of(arrays, "model")});
    }

  private:
    static Gradient numbers_of(const Rbm& rbm) { return {rbm.weight, rbm.visible.theta, rbm.hidden.theta}; }
    ContrastiveTraining training_;
};

}  // namespace

std::unique_ptr<MachineLearner> rbm_learner(Rbm start, TrainingData data, const ContrastiveOptions& options,
                                            TrainingMethods methods) {
    return std::make_unique<RbmLearner>(std::move(start), std::move(data), options, std::move(methods));
}

}  // namespace blackbody
