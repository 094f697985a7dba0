#pragma once
/// One training of one Boltzmann machine, from its run to its file.
#include <functional>

#include "blackbody/experiments/machines/evaluation.h"
#include "blackbody/experiments/machines/machine_run.h"
#include "blackbody/training/machines/machine_trainer.h"

namespace blackbody {

/// Who looks on while a machine learns; every part may be left out.
struct MachineWatch {
    Watcher watcher{};
    std::function<void(const ProgressPoint&, double seconds)> evaluation{};  ///< seconds since the beginning
};

/// Learns to the end, with `resume` from the checkpoint in options.save, and writes the machine there, with its history
/// and the variances of the data's principal components. Throws Interrupted after a last checkpoint, and as the
/// training does.
MachineFile learn(const MachineRun& run, const MachineWatch& watch = {});

/// What the machine is worth on what was held out, or on what it learned where nothing was; by as many temperatures as
/// the options say.
Evaluation evaluate(const MachineRun& run, const MachineFile& file, const Watcher& watcher = {});

}  // namespace blackbody
