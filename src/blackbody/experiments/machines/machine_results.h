#pragma once
/// What a training of a machine found, in the form that every command writes: numbers at the end, and the history as
/// curves.
#include "blackbody/base/results.h"
#include "blackbody/experiments/machines/machine_learning.h"

namespace blackbody {

/// What a machine's file tells of its own learning, as curves: numbers and singular values of W at every checkpoint,
/// and how the modes of W lay along the data's principal components at the last. Empty where it holds no history.
std::vector<Curve> history_of(const MachineFile& file);

/// The run's file, and what it is worth. `info`: of the call.
Results results_of(const MachineRun& run, const MachineFile& file, const Evaluation& evaluation, const RunInfo& info);

}  // namespace blackbody
