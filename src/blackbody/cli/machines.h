#pragma once
/// What the options say of a Boltzmann machine and of its data.
#include "blackbody/cli/text/options.h"
#include "blackbody/loading/ensemble.h"
#include "blackbody/loading/machine_source.h"

namespace blackbody {

/// With what stands among the flags of all data.
StateOptions state_options(const Options& options);

/// "28x28", or "28x28,columns" where the pixels are stored by columns. Throws Error(usage).
Picture picture_of(const std::string& text);

/// The machine that options.model names.
std::unique_ptr<LoadedEnsemble> open_ensemble(const Options& options);

/// options.data as states of the machine's visible units. Throws Error(data) where their number is another.
States open_states(const Options& options, const Ensemble& ensemble);

}  // namespace blackbody
