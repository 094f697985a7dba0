#pragma once
/// Curves that more than one instrument of this folder draws.
#include <span>

#include "blackbody/base/curve.h"

namespace blackbody {

/// `bins` bins of equal width in ln λ: a bulk and spikes a hundred times as large are both seen. 0 < low < high.
CurveAxis log_bins(double low, double high, std::int64_t bins);

/// Share of the values per unit of ln λ in each bin; what lies outside counts in the first or the last.
std::vector<double> density_in(const CurveAxis& bins, std::span<const double> values);

/// Bins for n values: 2 n^(1/3), between 16 and 60.
std::int64_t sensible_bins(std::size_t n);

}  // namespace blackbody
