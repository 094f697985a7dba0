#pragma once
/// What `train` found, in the form that every command writes: numbers at the end, and the history as curves.
#include "blackbody/base/results.h"
#include "blackbody/cli/text/options.h"
#include "blackbody/cli/training_evaluation.h"

namespace blackbody {

/// What a machine's file tells of its own learning, as curves: numbers and singular values of W at every checkpoint,
/// and how the modes of W lay along the data's principal components at the last. Empty where it holds no history.
std::vector<Curve> history_of(const MachineFile& file);

Results results_of(const MachineFile& file, const Evaluation& evaluation, const DataCard& data, const Options& options);

}  // namespace blackbody
