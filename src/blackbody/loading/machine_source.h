#pragma once
/// States for a Boltzmann machine: data, or what its own chains reach.
#include <functional>
#include <optional>
#include <string>

#include "blackbody/loading/states.h"
#include "blackbody/systems/ensembles/ensemble.h"

namespace blackbody {

/// Data as states of the machine's visible units. Throws Error(data) where their number is another.
States load_states_of(const Ensemble& ensemble, const std::string& path, const StateOptions& options);

/// So many steps, the same states as at one go; R̂ over evaluations in their second half where there are enough
/// (instruments/thermal/mixing.h).
std::optional<double> run_watched(MachineChains& chains, std::int64_t steps, const Ensemble& ensemble,
                                  const std::function<void(double done)>& progress);

}  // namespace blackbody
