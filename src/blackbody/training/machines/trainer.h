#pragma once
/// A plan of learning: machines one after another, checkpoints, progress.
///
/// A run from a checkpoint ends in the same bytes as one that was never stopped: what is random is keyed by update,
/// epoch and chain, and everything else that decides the future stands in the checkpoint. Nothing in it depends on
/// clocks or on where a run was cut.
#include <functional>
#include <optional>

#include "blackbody/training/machines/progress.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

/// One machine to be learned.
struct Stage {
    std::string name;  ///< "rbm", "rbm 2", "dbm"
    std::unique_ptr<Learner> learner;
    std::int64_t updates = 0;
    ProgressSamples samples;
    DeepBoltzmann base;  ///< independent units that its trajectory starts from
};

class TrainingPlan {
  public:
    virtual ~TrainingPlan() = default;
    virtual std::int64_t stages() const = 0;
    /// learned: the machines of the stages before.
    virtual Stage stage(std::int64_t number, const std::vector<DeepBoltzmann>& learned) const = 0;
};

/// All that decides what comes next, beside data and options.
struct Checkpoint {
    std::int64_t stage = 0;
    std::vector<DeepBoltzmann> learned;  ///< machines of all stages so far, the present one last
    Arrays state;                        ///< "learner...", "trajectory...", "at..." (the machine the trajectory is at)
    Arrays history;                      ///< "STAGE.NAME" [checkpoints, ...]
    std::int64_t updates = 0;            ///< of the present stage
    bool finished = false;
};

struct TrainerOptions {
    /// Updates between two evaluations, each with a checkpoint; not given: fifty times a stage, at most once an epoch.
    std::optional<std::int64_t> monitor{};
    std::int64_t trajectory_chains = 100;
    Seed seed = 0;
    Watcher watcher{};  ///< asked after every update
    std::function<void(const Checkpoint&)> save = {};
    std::function<void(const ProgressPoint&)> say = {};
};

/// Learns to the end, from the beginning or from a checkpoint. Throws Error(interrupted) after a last checkpoint where
/// the watcher is stopped; Error(data) where learning diverges: the last checkpoint before it is the last good one.
Checkpoint train(const TrainingPlan& plan, const TrainerOptions& options, const std::optional<Checkpoint>& from = {});

/// Arrays "PREFIX.theta.0", "PREFIX.weight.1", ... of a machine; and back, in the shapes of `like`.
void put(Arrays& arrays, const std::string& prefix, const DeepBoltzmann& machine);
DeepBoltzmann machine_of(const Arrays& arrays, const std::string& prefix, DeepBoltzmann like);

}  // namespace blackbody
