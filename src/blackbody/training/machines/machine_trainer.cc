#include "blackbody/training/machines/machine_trainer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>

#include "blackbody/systems/ensembles/machines/mean_field.h"
#include "blackbody/training/machines/trajectory_error.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

TrainerStage length_of(const Stage& stage, const MachineTrainerOptions& options) {
    constexpr std::int64_t checkpoints = 50;
    const std::int64_t usual = std::max(
        {stage.learner->updates_per_epoch(), (stage.updates + checkpoints - 1) / checkpoints, std::int64_t{1}});
    return {stage.name, stage.updates, options.monitor.value_or(usual)};
}

/// One stage from wherever it is to its end.
class StageTrainer : public Trainer {
  public:
    StageTrainer(Stage stage, const MachineTrainerOptions& options, MachineCheckpoint& checkpoint)
        : Trainer(*stage.learner, length_of(stage, options), options.watcher),
          options_(options),
          checkpoint_(checkpoint),
          stage_(std::move(stage)),
          trajectory_(stage_.base, {.chains = options.trajectory_chains, .seed = options.seed}),
          at_(stage_.base) {
        if (checkpoint.state.empty()) return;
        stage_.learner->restore(part_of(checkpoint.state, "learner"));
        at_ = machine_of(checkpoint.state, "at", stage_.base);
        trajectory_.restore(part_of(checkpoint.state, "trajectory"), at_);
    }

    void run() {
        Trainer::run();
        remember();
    }

  private:
    void check_finite() override {
        const MeanField q = mean_field(stage_.learner->machine(), stage_.samples.train, {.max_turns = 1});
        if (!at::isfinite(bound_weight(stage_.learner->machine(), q)).all().item<bool>())
            throw NumericalError(
                "update " + std::to_string(stage_.learner->updates()) +
                ": expected finite free energies, found NaN or infinity; learning diverges: a smaller learning rate");
    }

    /// A line of progress, and its place in the history.
    void evaluate() override {
        at_ = stage_.learner->machine();
        trajectory_.advance(at_);
        const Estimate log_z =
            with_short_annealing(trajectory_.log_z(), at_, stage_.base, seed_for(options_.seed, "short annealing"));
        ProgressPoint point = progress_at(at_, stage_.samples, log_z);
        point.stage = stage_.name, point.updates = stage_.learner->updates(), point.of = stage_.updates;
        point.epoch = static_cast<double>(point.updates) / static_cast<double>(stage_.learner->updates_per_epoch());
        record(point, checkpoint_.history);
        if (options_.say) options_.say(point);
    }

    void keep() override {
        remember();
        if (options_.save) options_.save(checkpoint_);
    }

    void remember() {
        checkpoint_.learned.resize(checkpoint_.stage);
        checkpoint_.learned.push_back(stage_.learner->machine());
        checkpoint_.state.clear();
        put_all(checkpoint_.state, "learner", stage_.learner->state());
        put_all(checkpoint_.state, "trajectory", trajectory_.state());
        put(checkpoint_.state, "at", at_);
        checkpoint_.updates = stage_.learner->updates();
    }

    const MachineTrainerOptions& options_;
    MachineCheckpoint& checkpoint_;
    Stage stage_;
    Trajectory trajectory_;
    DeepBoltzmann at_;  ///< where the trajectory stands
};

}  // namespace

MachineCheckpoint train(const TrainingPlan& plan, const MachineTrainerOptions& options,
                        const std::optional<MachineCheckpoint>& from) {
    MachineCheckpoint checkpoint = from.value_or(MachineCheckpoint{});
    if (checkpoint.is_finished) return checkpoint;
    while (true) {
        const std::vector<DeepBoltzmann> before{checkpoint.learned.begin(),
                                                checkpoint.learned.begin() + checkpoint.stage};
        StageTrainer(plan.stage(checkpoint.stage, before), options, checkpoint).run();
        if (checkpoint.stage + 1 == plan.stages()) break;
        ++checkpoint.stage, checkpoint.state.clear(), checkpoint.updates = 0;
    }
    checkpoint.is_finished = true;
    if (options.save) options.save(checkpoint);
    return checkpoint;
}

void put(Arrays& arrays, const std::string& prefix, const DeepBoltzmann& machine) {
    for (std::int64_t l = 0; l <= machine.depth(); ++l) {
        arrays[prefix + ".theta." + std::to_string(l)] = machine.layers[l].theta.clone();
        if (l > 0) arrays[prefix + ".weight." + std::to_string(l)] = machine.weights[l - 1].clone();
    }
}

DeepBoltzmann machine_of(const Arrays& arrays, const std::string& prefix, DeepBoltzmann like) {
    for (std::int64_t l = 0; l <= like.depth(); ++l) {
        at::Tensor& theta = like.layers[l].theta;
        theta = array_of(arrays, prefix + ".theta." + std::to_string(l), theta.sizes());
        if (l == 0) continue;
        at::Tensor& weight = like.weights[l - 1];
        weight = array_of(arrays, prefix + ".weight." + std::to_string(l), weight.sizes());
    }
    return like;
}

}  // namespace blackbody
