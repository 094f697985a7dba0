#pragma once
/// Curves that more than one instrument of this folder draws.
#include <span>

#include "blackbody/base/curve.h"

namespace blackbody {

/// A histogram as a density over `bins` equal bins from the smallest to the largest value. `values` ascending.
CurveAxis equal_bins(std::span<const double> values, std::int64_t bins);
std::vector<double> density_in(const CurveAxis& bins, std::span<const double> values);

/// Bins for n values: 2 n^(1/3), between 8 and 60.
std::int64_t sensible_bins(std::size_t n);

}  // namespace blackbody
