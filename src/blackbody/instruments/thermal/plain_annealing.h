#pragma once
/// What annealing along plain temperature does to a system: from free units (β = 0) to β = 1.
///
/// It is the same estimator with another path. Where a first-order transition lies on the way, the chains stay on the
/// disordered branch; their weights are small and narrow but for a lucky few, ln mean(w) is the logarithm of those few
/// and far too low. The measurement shows the weights and gives no ln Z where fewer than 10 chains are effective.
#include "blackbody/base/equilibrium.h"
#include "blackbody/base/measurement.h"

namespace blackbody {

struct PlainAnnealing {
    Measurement measurement;  ///< record "plain_annealing"
    std::string refusal;      ///< "" where the estimate can be trusted
};

/// `log_z`: what the system's ln Z is by a method that can be trusted; marked in the plot. Of the plan its seed,
/// chains, temperatures and progress are used; free units must be countable.
PlainAnnealing anneal_in_temperature(const Equilibrium& system, double log_z, AnnealingPlan plan);

}  // namespace blackbody
