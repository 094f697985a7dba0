#pragma once
/// Where values that are not finite come from. Costs nothing where every state is finite; else a second pass to the
/// first site that is not, which ends at the first sample that shows it.
#include <vector>

#include "blackbody/instruments/pace.h"
#include "blackbody/instruments/selection.h"
#include "blackbody/instruments/sources.h"

namespace blackbody {

/// Of the `measurements` (one a task) that counted non-finite values, the one whose site is computed first gets the
/// fact `first_made_by`, and a note of it, if the system can trace them.
void note_origin(const System& system, const ShuffledSource& input, const std::vector<Task>& tasks,
                 const MeasureOptions& options, std::vector<Measurement>& measurements);

}  // namespace blackbody
