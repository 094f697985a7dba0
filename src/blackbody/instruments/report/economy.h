#pragma once
/// What the page carries of a deep network's results: the same form, fewer digits and fewer points of each plot.
/// The results as JSON have everything.
#include <cstddef>

#include "blackbody/base/results.h"

namespace blackbody {

/// The curve with at most `points` points: every k-th of a line, every k bins of a histogram as one with their mean
/// density. Bars, roses, maps and sheets stay.
Curve thinned(const Curve& curve, std::size_t points);

/// Values with five digits, errors with two, nulls with three, curves with three (maps two) and at most `points`
/// points.
Results economical(const Results& results, std::size_t points);

}  // namespace blackbody
