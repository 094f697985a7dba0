#pragma once
/// A plan of learning: machines one after another, checkpoints, progress.
#include <functional>
#include <optional>

#include "blackbody/training/core/trainer.h"
#include "blackbody/training/machines/progress.h"

namespace blackbody {

/// One machine to be learned.
struct Stage {
    std::string name;  ///< "rbm", "rbm 2", "dbm"
    std::unique_ptr<MachineLearner> learner;
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

/// Its state: "learner...", "trajectory...", "at..." (the machine the trajectory is at); its history: "STAGE.NAME".
struct MachineCheckpoint : Checkpoint {
    std::vector<DeepBoltzmann> learned;  ///< machines of all stages so far, the present one last
};

struct MachineTrainerOptions {
    /// Updates between two evaluations, each with a checkpoint; not given: fifty times a stage, at most once an epoch.
    std::optional<std::int64_t> monitor{};
    std::int64_t trajectory_chains = 100;
    Seed seed = 0;
    Watcher watcher{};  ///< asked after every update
    std::function<void(const MachineCheckpoint&)> save = {};
    std::function<void(const ProgressPoint&)> say = {};
};

/// Learns to the end, from the beginning or from a checkpoint. Throws Error(interrupted) after a last checkpoint where
/// the watcher is stopped; NumericalError where learning diverges: the last checkpoint before it is the last good one.
MachineCheckpoint train(const TrainingPlan& plan, const MachineTrainerOptions& options,
                        const std::optional<MachineCheckpoint>& from = {});

/// Arrays "PREFIX.theta.0", "PREFIX.weight.1", ... of a machine; and back, in the shapes of `like`.
void put(Arrays& arrays, const std::string& prefix, const DeepBoltzmann& machine);
DeepBoltzmann machine_of(const Arrays& arrays, const std::string& prefix, DeepBoltzmann like);

}  // namespace blackbody
