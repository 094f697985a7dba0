#pragma once
/// What the options say of a Boltzmann machine and of its data.
#include <functional>
#include <optional>

#include "blackbody/cli/text/options.h"
#include "blackbody/loading/ensemble.h"
#include "blackbody/loading/states.h"
#include "blackbody/systems/ensembles/mixing.h"

namespace blackbody {

MachineOptions machine_options(const Options& options);
StateOptions state_options(const Options& options);

/// The machine that options.model names, or that these arrays are.
std::unique_ptr<LoadedEnsemble> open_ensemble(const Options& options);
std::unique_ptr<LoadedEnsemble> open_ensemble(const Options& options, const ArrayFile& arrays);

/// options.data as states of the machine's visible units. Throws Error(data) where their number is another.
States open_states(const Options& options, const Ensemble& ensemble);

/// So many steps, the same states as at one go; R̂ over looks in their second half where there are enough (mixing.h).
std::optional<double> run_watched(MachineChains& chains, std::int64_t steps, const Ensemble& ensemble,
                                  const std::function<bool(double done)>& go_on);

}  // namespace blackbody
