#pragma once
/// Reliability: how often is a class right that the network gives probability p? And how much a perfectly calibrated
/// model, right with just the probability that it says, would seem to be off with as many samples.
///
///   ECE = Σ_b |Σ_{n in b} (right_n - p_n)| / N,  15 bins (lo, hi] of equal width of p_n = max_c p_c   (Guo et al.
///   2017)
///
/// ECE is biased: a perfectly calibrated model's is not 0 but about Σ_b sqrt(2 v_b / π) / N, the mean absolute value of
/// a normal, v_b = Σ_{n in b} p_n (1 - p_n). Bins with few samples are not normal, so such a model is also drawn: each
/// sample right with probability p_n, 399 times, keyed by the sample's position in the stream.
///
/// Error of ECE: a bin's |d_b|, d_b = Σ (right_n - p_n), is the absolute value of a nearly normal number with variance
/// v_b (from the bin's own scatter) and mean² max(0, d_b² - v_b): the variance of that folded normal, summed over bins.
/// A jackknife would be 1.4 times too large where the model is calibrated, because |d| has a corner at 0. The bar is
/// about what this number of samples shows on average, bias included. Counted in energy.rates.cc.
#include <array>
#include <cstdint>
#include <vector>

#include "blackbody/util/rng.h"

namespace blackbody {

constexpr int reliability_bins = 15;

/// The bin (lo, hi] that p falls into; 0 falls into the first.
int reliability_bin(double p);

struct ReliabilityBin {
    double samples = 0, confidence = 0, right = 0, variance = 0;  ///< counts, Σ p, Σ right, Σ p(1 - p)
    double squares = 0;                                           ///< Σ (right - p)²
};

/// Sums over samples, in bins.
class Reliability {
  public:
    void add(double p, bool right);
    void merge(const Reliability& other);
    const std::array<ReliabilityBin, reliability_bins>& bins() const { return bins_; }
    double samples() const;
    double ece() const;
    double ece_error() const;
    double calibrated_ece() const;  ///< by the formula

  private:
    std::array<ReliabilityBin, reliability_bins> bins_{};
};

/// Draws of a perfectly calibrated model: how many are right in each bin. Beside the same samples' Reliability.
class CalibratedDraws {
  public:
    static constexpr int draws = 399;
    explicit CalibratedDraws(Seed seed) : seed_(seed), right_(draws) {}
    void add(double p, std::uint64_t position);
    void merge(const CalibratedDraws& other);
    /// ECE of each draw, ascending.
    std::vector<double> eces(const Reliability& reliability) const;
    /// Shares right in a bin over the draws, ascending.
    std::vector<double> shares_right(const Reliability& reliability, int bin) const;

  private:
    Seed seed_;
    std::vector<std::array<std::int64_t, reliability_bins>> right_;
};

}  // namespace blackbody
