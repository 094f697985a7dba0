#pragma once
/// Which of four laws fits the excited values best: normal, exponential, log-normal, power law, each cut off below the
/// same threshold t and fitted to the same values x >= t by maximum likelihood.
///
///   normal       p ∝ exp(-(x-μ)²/2σ²)        exponential  p ∝ exp(-x/ξ)          (its limit μ -> -∞)
///   log-normal   p ∝ exp(-(ln x-μ)²/2σ²)/x   power law    p ∝ x^(-α)             (its limit μ -> -∞)
///
/// All likelihoods follow from n, Σx, Σx², Σ ln x, Σ ln² x of the values above t, kept for every octave [2^k, 2^(k+1)),
/// so t is chosen when everything has been seen and does not depend on the order of the data. Rule, fixed beforehand: t
/// is the highest power of two below which at most a tenth of the excited values lie.
/// Two fits are compared by the mean difference of their log-likelihoods a value, with blocks of samples as replicates,
/// at least four (Vuong's test; values of one sample are not independent, blocks are). Where a law with two parameters
/// is not clearly better than its own limit the limit is named. "Best of four" is not "good": where the cumulative
/// shares of values and law differ by more than 0.03, and by more than sampling explains at 99 %, none fits. Ref: Q.
/// H. Vuong, Econometrica 57, 307 (1989); A. Clauset, C. R. Shalizi, M. E. J. Newman, SIAM Review 51, 661 (2009).
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "blackbody/instruments/observables/excitation/state_view.h"

namespace blackbody {

enum class Family { normal, exponential, log_normal, power_law };
constexpr std::array<Family, 4> tail_families{Family::normal, Family::exponential, Family::log_normal,
                                              Family::power_law};
const char* to_string(Family family);

/// Sufficient statistics of all four laws.
struct TailSums {
    double n = 0, x = 0, x2 = 0, ln = 0, ln2 = 0;
    void merge(const TailSums& o) { n += o.n, x += o.x, x2 += o.x2, ln += o.ln, ln2 += o.ln2; }
};

/// Sufficient statistics by octave, and counts in quarters of an octave (bin edges 2^k (1 + j/4)).
struct TailBins {
    static constexpr int lowest = -40, octave_count = 80;  ///< values outside go into the first and the last octave
    std::array<TailSums, octave_count> octaves{};
    std::array<std::int64_t, 4 * octave_count> counts{};
    void add(float x, float ln_x);
    void merge(const TailBins& other);
    TailSums above(int octave) const;  ///< of values >= 2^(lowest + octave)
};

/// Adds a fixed subset of places (about 256 values a sample, every channel) to the bins: values above zero, and
/// absolute values of those below.
void bin_excited_values(const StateView& state, TailBins& positive, TailBins& negative);

/// A law with its fitted parameters: normal μ, σ; exponential ξ; log-normal μ, σ of ln x; power law α.
struct FamilyFit {
    Family family;
    double threshold = 0;
    double location = 0, spread = 0;  ///< μ, σ; (0, ξ); (α, 0)
    bool limit = false;               ///< the likelihood has no maximum inside: it grows towards the law's own limit
    double log_likelihood(const TailSums& sums) const;  ///< Σ ln p(x | x >= t)
    double survival(double x) const;                    ///< P(value > x | value >= t)
};
FamilyFit fit_family(Family family, const TailSums& sums, double threshold);

struct Comparison {
    double difference = 0, std_error = 0;  ///< of mean log-likelihood a value: this law minus the best one
    int degrees = 1;                       ///< blocks that hold values, less one
};

struct FamilyVerdict {
    double threshold = 0, n = 0;      ///< t, and how many values lie above it
    std::array<FamilyFit, 4> fits{};  ///< in the order of tail_families
    std::array<Comparison, 4> against_best{};
    Family best = Family::normal;
    bool decided = false;  ///< better than every other law but its own generalisation, at 1 %
    double gap = 0;        ///< largest difference of the cumulative shares of values and best fit
    double gap_noise = 0;  ///< standard error of the values' share at that place, with blocks as replicates
    bool is_good = false;  ///< gap <= largest_tail_gap, or within the 99 % interval that gap_noise gives
};

/// Above it a law is not worth its name, if sampling does not explain it: three of a hundred values lie elsewhere.
constexpr double largest_tail_gap = 0.03;

/// `blocks`: the bins of independent blocks of samples. n = 0 where fewer than 100 values are excited.
FamilyVerdict best_family(const std::vector<TailBins>& blocks);

}  // namespace blackbody
