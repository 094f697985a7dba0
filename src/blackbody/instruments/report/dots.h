#pragma once
/// The dots beside numbers: ● outside every draw of the null, ○ within them, none where too few were drawn to tell.
///
/// A dot is decided as verdicts are (base/standing.h), by the value on the null's own samples; where that is not the
/// number on the left it is printed, too. Both sides count, so of numbers that mean nothing 2 in n + 1 are filled by
/// chance (1 in 10 for 19 draws): the legend says how many are filled, and how many chance alone would fill.
#include <string>

#include "blackbody/base/results.h"
#include "blackbody/base/standing.h"

namespace blackbody {

/// Whether the value lies outside every draw of its null, on either side.
bool beyond(const Null& null);

/// "●", "○", or "" where nothing was drawn or fewer than 19 times.
std::string mark(const Null& null);

/// The value that was compared, "0.67", where it does not read as the estimate does; else "".
std::string compared(const Estimate& estimate, const Null& null);

/// "0.697 ± 0.018 ○ (compared: 0.67)": mean and spread of the draws, the dot, and what was compared.
std::string reading(const Estimate& estimate, const Null& null);

struct Dots {
    long long filled = 0, all = 0;
    double by_chance = 0;  ///< so many would be filled if no number meant anything
};
Dots dots_of(const Results& results);

/// The legend in a sentence: what a dot means, and how many of how many are filled beside how many by chance.
std::string about_dots(const Results& results);

}  // namespace blackbody
