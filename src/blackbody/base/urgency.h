#pragma once
/// The order in which findings are told.
#include <vector>

#include "blackbody/base/finding.h"

namespace blackbody {

/// Warnings first, then advice, what was decided, undecided, notes; in the given order within each.
void sort_by_urgency(std::vector<Finding>& findings);

}  // namespace blackbody
