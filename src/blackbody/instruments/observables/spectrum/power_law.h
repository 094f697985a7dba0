#pragma once
/// Power-law tail of a set of positive values: where it starts and how steep it is, by an exact scan.
///
///   p(x) = (α-1)/x_min (x/x_min)^-α  for x >= x_min;   α = 1 + n / Σ ln(x_j / x_min)   (maximum likelihood)
///   x_min = the value that minimises the Kolmogorov-Smirnov distance D between the tail and its fit
///
/// Every value is tried as x_min, and none is skipped: the distance of a candidate is found by branch and bound. On a
/// block of neighbouring values both distribution functions rise, so |F - E| is at most max(F_last - E_first, E_last -
/// F_first); a block is opened only if it could beat the running maximum, a candidate is dropped when that exceeds the
/// best D so far.
///
/// Shapes:  n values, given as ascending logarithms.
/// Range:   α > 1; D in (0, 1].
/// Trap:    a minimum always exists. Without the p-value (goodness_of_fit.h) and the α of noise of the same shape α
///          says nothing.
/// Cost:    O(n log n) seen, 2 to 5 exponentials a candidate; brute force is O(n²).
/// Ref:     Clauset, Shalizi, Newman, "Power-law distributions in empirical data", SIAM Review 51 (2009).
#include <cstdint>
#include <span>

namespace blackbody {

struct PowerLaw {
    double alpha = 0;         ///< exponent of the density
    double xmin = 0;          ///< where the tail starts
    double distance = 1;      ///< D at x_min
    std::int64_t first = -1;  ///< index of x_min among the ascending values; -1 = no fit
    std::int64_t tail = 0;    ///< number of values in the tail
    /// Standard error of α at this x_min: (α-1)/sqrt(n).
    double sigma() const;
    bool found() const { return first >= 0; }
};

/// Whose distance, and over which candidates. The defaults are ours; the others reproduce published tools.
struct PowerLawOptions {
    enum class Distance {
        two_sided,
        left
    };  ///< left: |F - (j-i)/n| only (WeightWatcher, powerlaw); two_sided: the real one
    enum class Fit { likelihood, unbiased };  ///< unbiased: n-1 in place of n (WeightWatcher below 20 values)
    Distance distance = Distance::two_sided;
    Fit fit = Fit::likelihood;
    bool bounded = false;       ///< F is cut off at the largest value (the "forced xmax" of the HT-SR papers)
    std::int64_t min_tail = 2;  ///< smallest tail that is tried
    bool ties = false;          ///< also start a tail inside a run of equal values
};

/// `log_x` ascending. No fit (found() is false) where no candidate has two different values.
PowerLaw fit_power_law(std::span<const double> log_x, const PowerLawOptions& options = {});

/// α of the upper half of the values, x_min = the median (Hill's estimator as TempBalance uses it). `log_x` ascending.
double hill_median_alpha(std::span<const double> log_x);

}  // namespace blackbody
