#pragma once
/// What annealing along plain temperature does to a machine: from free units (β = 0) to β = 1.
///
/// It is the same estimator with another path. Where a first-order transition lies on the way, the chains stay on the
/// disordered branch; their weights are small and narrow but for a lucky few, ln mean(w) is the logarithm of those few
/// and far too low. The measurement shows the weights and gives no ln Z where fewer than 10 chains are effective.
#include <vector>

#include "blackbody/base/measurement.h"
#include "blackbody/systems/ensembles/partition/annealing.h"

namespace blackbody {

struct PlainAnnealing {
    Measurement measurement;  ///< record "plain_annealing"
    std::string refusal;      ///< "" where the estimate can be trusted
};

/// `log_z`: what the machine's ln Z is by a road that can be trusted; marked in the plot.
PlainAnnealing anneal_in_temperature(const Rbm& machine, double log_z, const AnnealingOptions& options);

/// Histogram of ln Z_0 + ln w of chains: whose mean of exponentials is Z.
Curve weights_curve(const std::vector<double>& log_weights, double log_z_of_base, double log_z);

}  // namespace blackbody
