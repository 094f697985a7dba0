#pragma once
/// What annealed chains say of a partition function, with what is needed to trust it.
#include <cstdint>
#include <vector>

#include "blackbody/base/curve.h"

namespace blackbody {

struct LogPartition {
    double log_z = 0;
    double low = 0, high = 0;  ///< ln(mean(w) ± 3 standard errors of the mean) + ln Z_0; low may be -infinity
    double effective = 0;      ///< effective number of chains
    std::int64_t chains = 0;
    double log_z_of_start = 0;          ///< ln Z_0
    std::vector<double> log_weights{};  ///< ln w of every chain
    bool trusted() const { return effective >= 10; }
    /// The standard error of ln mean(w): the bar's upper half is three of them in the mean.
    double relative_error() const;
};

/// From weights to an estimate.
LogPartition summarised(const std::vector<double>& log_weights, double log_z_of_base);

/// Histogram of ln Z_0 + ln w of chains: whose mean of exponentials is Z.
Curve weights_curve(const std::vector<double>& log_weights, double log_z_of_base, double log_z);

}  // namespace blackbody
