#pragma once
/// Findings as a reader meets them: what one rule found at many places is told once.
#include <vector>

#include "blackbody/base/finding.h"

namespace blackbody {

/// Findings of one claim with one verdict, in the order of the results; groups in the order of their first.
using FindingGroup = std::vector<const Finding*>;
std::vector<FindingGroup> grouped(const std::vector<Finding>& findings);

/// Larger groups are told by the claim's own sentence and a list of places.
inline constexpr std::size_t most_told_one_by_one = 2;

}  // namespace blackbody
