#include "blackbody/training/machines/trainer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>

#include "blackbody/systems/ensembles/machines/mean_field.h"
#include "blackbody/training/machines/trajectory_error.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::int64_t checkpoint_interval(const Stage& stage, const TrainerOptions& options) {
    if (options.monitor) return *options.monitor;
    constexpr std::int64_t checkpoints = 50;
    return std::max(
        {stage.learner->updates_per_epoch(), (stage.updates + checkpoints - 1) / checkpoints, std::int64_t{1}});
}

/// One stage from wherever it is to its end.
class StageRun {
  public:
    StageRun(const TrainingPlan& plan, const TrainerOptions& options, Checkpoint& checkpoint)
        : options_(options),
          checkpoint_(checkpoint),
          stage_(plan.stage(checkpoint.stage, learned_before(checkpoint))),
          trajectory_(stage_.base, {.chains = options.trajectory_chains, .seed = options.seed}),
          at_(stage_.base),
          every_(checkpoint_interval(stage_, options)) {
        if (checkpoint.state.empty()) return;
        stage_.learner->restore(part_of(checkpoint.state, "learner"));
        at_ = machine_of(checkpoint.state, "at", stage_.base);
        trajectory_.restore(part_of(checkpoint.state, "trajectory"), at_);
    }

    void run() {
        Learner& learner = *stage_.learner;
        while (learner.updates() < stage_.updates) {
            update();
            if (learner.updates() % every_ == 0 || learner.updates() == stage_.updates) evaluate();
            else if (!may_go_on()) stop();
        }
        keep();
    }

  private:
    static std::vector<DeepBoltzmann> learned_before(const Checkpoint& checkpoint) {
        return {checkpoint.learned.begin(), checkpoint.learned.begin() + checkpoint.stage};
    }

    void update() {
        try {
            stage_.learner->update();
        } catch (const NumericalError& error) {
            diverged(error.what());
        }
    }

    /// What diverges is not written.
    void check_finite() const {
        const MeanField q = mean_field(stage_.learner->machine(), stage_.samples.train, {.most = 1});
        if (!at::isfinite(bound_weight(stage_.learner->machine(), q)).all().item<bool>())
            diverged(
                "update " + std::to_string(stage_.learner->updates()) +
                ": expected finite free energies, found NaN or infinity; learning diverges: a smaller learning rate");
    }

    [[noreturn]] void diverged(const std::string& how) const {
        throw NumericalError(how + "; " +
                             (saved_ || checkpoint_.updates > 0
                                  ? "the checkpoint of update " + with_commas(checkpoint_.updates) + " is kept"
                                  : "no checkpoint was written yet"));
    }

    bool may_go_on() const {
        const auto done = static_cast<double>(stage_.learner->updates()), all = static_cast<double>(stage_.updates);
        return options_.watcher.goes_on(stage_.name, done / all);
    }

    /// A line of progress, its place in the history, and a checkpoint.
    void evaluate() {
        check_finite();
        at_ = stage_.learner->machine();
        trajectory_.advance(at_);
        const Estimate log_z =
            with_short_annealing(trajectory_.log_z(), at_, stage_.base, seed_for(options_.seed, "short annealing"));
        ProgressPoint point = progress_at(at_, stage_.samples, log_z);
        point.stage = stage_.name, point.updates = stage_.learner->updates(), point.of = stage_.updates;
        point.epoch = static_cast<double>(point.updates) / static_cast<double>(stage_.learner->updates_per_epoch());
        record(point, checkpoint_.history);
        if (options_.say) options_.say(point);
        keep();
        if (options_.save) options_.save(checkpoint_), saved_ = true;
        if (!may_go_on()) interrupted();
    }

    void keep() {
        checkpoint_.learned.resize(checkpoint_.stage);
        checkpoint_.learned.push_back(stage_.learner->machine());
        checkpoint_.state.clear();
        put_all(checkpoint_.state, "learner", stage_.learner->state());
        put_all(checkpoint_.state, "trajectory", trajectory_.state());
        put(checkpoint_.state, "at", at_);
        checkpoint_.updates = stage_.learner->updates();
    }

    [[noreturn]] void stop() {
        check_finite();
        keep();
        if (options_.save) options_.save(checkpoint_);
        interrupted();
    }
    [[noreturn]] void interrupted() const {
        throw Error(ErrorKind::interrupted, "interrupted at update " + with_commas(checkpoint_.updates) + " of " +
                                                stage_.name + "; --resume goes on from there");
    }

    const TrainerOptions& options_;
    Checkpoint& checkpoint_;
    Stage stage_;
    Trajectory trajectory_;
    DeepBoltzmann at_;  ///< where the trajectory stands
    std::int64_t every_;
    bool saved_ = false;
};

}  // namespace

Checkpoint train(const TrainingPlan& plan, const TrainerOptions& options, const std::optional<Checkpoint>& from) {
    Checkpoint checkpoint = from.value_or(Checkpoint{});
    if (checkpoint.finished) return checkpoint;
    while (true) {
        StageRun(plan, options, checkpoint).run();
        if (checkpoint.stage + 1 == plan.stages()) break;
        ++checkpoint.stage, checkpoint.state.clear(), checkpoint.updates = 0;
    }
    checkpoint.finished = true;
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
