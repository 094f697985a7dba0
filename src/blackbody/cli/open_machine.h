#pragma once
/// What `open` measures of a Boltzmann machine beyond what instruments see of any system.
#include "blackbody/base/results.h"
#include "blackbody/base/system.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

/// Adds ln Z, thermodynamics, overlaps, modes and chains of an RBM to its results, and judges them again. Nothing for
/// other systems, where instruments were chosen by name (--only), and where the family `ensembles` is left out.
void add_thermodynamics(Results& results, const System& system, const Options& options, ProgressBar& bar);

}  // namespace blackbody
