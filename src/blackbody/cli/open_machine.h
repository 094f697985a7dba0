#pragma once
/// What `open` measures of a Boltzmann machine beyond what instruments see of any system.
#include "blackbody/base/results.h"
#include "blackbody/base/system.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

/// Adds to a machine's results, and judges them again: of an RBM ln Z, thermodynamics, overlaps, modes and chains; of a
/// deep machine, where there are data, its bound on their log-probability; of any, the history that its file holds.
/// Nothing for other systems, where instruments were chosen by name (--only), and where the family `ensembles` is left
/// out.
void add_machine(Results& results, const System& system, const OpenedSource& data, const Options& options,
                 ProgressBar& bar);

}  // namespace blackbody
