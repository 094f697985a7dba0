#pragma once
/// What `train` found, in the form that every command writes: numbers at the end, and the history as curves.
#include "blackbody/base/results.h"
#include "blackbody/cli/text/options.h"
#include "blackbody/cli/training_evaluation.h"

namespace blackbody {

Results results_of(const MachineFile& file, const Evaluation& evaluation, const DataCard& data, const Options& options);

}  // namespace blackbody
