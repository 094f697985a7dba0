#pragma once
/// Batches small enough to stay below a limit of memory.
#include "blackbody/instruments/measure.h"

namespace blackbody {

/// Bytes that one sample of a batch needs while it runs: the four largest states at once (what a residual block keeps
/// alive, with its input and its result) and those that are `held` for a later one, in float32.
std::int64_t bytes_a_sample(const System& system, std::int64_t held = 0);

/// Lowers batch, fixed_samples and null_samples so that a batch fits into `bytes` beside what the process holds now.
/// Throws Error(data) if not even one sample fits.
void fit_memory(MeasureOptions& options, const System& system, const std::vector<const Observable*>& instruments,
                std::int64_t bytes);

}  // namespace blackbody
