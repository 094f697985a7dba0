#pragma once
/// What is known of channels that never fired, beyond their number: which of them are proven to be constant, and
/// whether anything of the input reaches the output where a whole layer rests.
#include "blackbody/instruments/selection.h"
#include "blackbody/instruments/stream.h"

namespace blackbody {

/// Completes the measurements (one a task) that list silent channels: the list of those that are proven constant, the
/// list of the dead, and their counts. Where all channels of a site are dead, runs some samples once more and notes
/// whether the outputs differ at all. Costs nothing where no channel is silent.
void judge_silence(const System& system, const Source& input, const std::vector<Task>& tasks, Streamed& streamed);

}  // namespace blackbody
