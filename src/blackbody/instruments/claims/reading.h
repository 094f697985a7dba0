#pragma once
/// How claims read a number: against its error bar or its nulls, and in words that can be checked.
#include <optional>
#include <string>

#include "blackbody/base/results.h"
#include "blackbody/base/standing.h"

namespace blackbody {

/// Half-width of a 95 % interval in standard errors: Student t with the 15 degrees of freedom of 16 blocks.
constexpr double interval_95 = 2.131;

/// Half-width of the 95 % interval of a number with that error; 0 where it has none. Student's t with the degrees of
/// freedom that the error was taken from.
double half_width_95(const Uncertainty& error);

/// The number with its error, or why it has none: "0.0310 ± 0.0040", "0.031 (exact)", "0.031 (a bound at 95 %)".
Evidence evidence_of(const Measurement& measurement, const Estimate& estimate);

/// The same, then "; on the null's samples 0.03 against permuted_kernels 0.002 ± 0.001, 0.001 ... 0.004 in 19 draws"
/// for each of its nulls: for rules that decide by them.
Evidence evidence_with_nulls(const Measurement& measurement, const Estimate& estimate);

const Null* find_null(const Estimate& estimate, const std::string& control);

/// The site's record, or null.
const SiteInfo* site_info_of(const Results& results, const std::string& name);

}  // namespace blackbody
