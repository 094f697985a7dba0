#pragma once
/// Weight-side observables: one weight a thread, largest first, nulls redrawn from the weight itself.
#include <vector>

#include "blackbody/instruments/pace.h"
#include "blackbody/instruments/selection.h"

namespace blackbody {

/// One measurement a task, in their order. Tasks of the same site run on the same thread, one after the other.
std::vector<Measurement> weigh(const System& system, const std::vector<Task>& tasks, const MeasureOptions& options);

}  // namespace blackbody
