#pragma once
/// Norms, ranks and entropy of a set of squared singular values λ, without the usual overflows.
///
/// Shapes:  λ ascending, all >= 0, at least one > 0.
/// Range:   stable rank 1 (one direction) … number of values (all equal); normalised entropy 0 … 1, a white matrix with
///          aspect ratio y and M values has 1 - y/(2 ln M).
/// Cost:    O(M).
#include <cstdint>
#include <span>

namespace blackbody {

/// Σ λ / λ_max.
double stable_rank(std::span<const double> lambda);

/// H = -Σ p ln p / ln M, p = λ / Σ λ, with 0 ln 0 = 0 and nothing added to p; 1 for M = 1.
double normalised_entropy(std::span<const double> lambda);

/// log10 Σ λ^a, computed from the largest term down, so that it neither overflows nor vanishes.
double log10_sum_of_powers(std::span<const double> lambda, double a);

/// How many of the largest values have a product of at least 1 after Σ λ was scaled to M ("detX", SETOL): the tail that
/// begins where the volume of the rest is conserved. Sums of logarithms: no overflow, O(M).
std::int64_t volume_conserving_tail(std::span<const double> lambda);

}  // namespace blackbody
