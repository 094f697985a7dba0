#pragma once
/// Large numbers as people say them: with the prefixes of the SI.
#include <string>

namespace blackbody {

/// (1.94e10, "") -> "19.4 G", (3423080, "B") -> "3.42 MB", (840, "B") -> "840 B"; three digits, 1000 to a step.
std::string amount(double value, const std::string& unit = "");

}  // namespace blackbody
