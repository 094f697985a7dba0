#pragma once
/// What a training of a network found, in the form that every command writes: scores at the end with what a guess would
/// score, the way there as curves, and the film.
#include "blackbody/base/results.h"
#include "blackbody/experiments/networks/network_learning.h"

namespace blackbody {

/// `info`: of the call; its type is the network's.
Results results_of(const NetworkRun& run, const Film& film, const NetworkOutcome& outcome, const RunInfo& info);

}  // namespace blackbody
