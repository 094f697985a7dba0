#pragma once
/// What the commands that train networks share: the options as a request, and the lines of a training.
#include "blackbody/cli/progress.h"
#include "blackbody/cli/text/options.h"
#include "blackbody/experiments/networks/network_learning.h"

namespace blackbody {

NetworkRunRequest network_request(const Options& options);

/// A heading, a line an evaluation and a bar between them, on console.err; stopped by Ctrl-C.
NetworkWatch watch_of(const Options& options, ProgressBar& bar, Console& console);

}  // namespace blackbody
