#pragma once
/// Is it a power law at all? Goodness of fit by resampling, and what the choice of x_min does to α.
///
///   p-value = (1 + #{D* >= D}) / (1 + draws)
///
/// A draw is a set of the same size: with probability n_tail/n a value from the fitted tail, else one of the values
/// below x_min; it is scanned for its own x_min exactly as the data were. p < 0.1 rules the power law out.
///
/// Error:  the spread of α* over the draws contains the choice of x_min, which (α-1)/sqrt(n_tail) does not.
/// Trap:   the choice of x_min makes the test cautious: true power laws have p above 1/2 more often than not. A large
///         p-value of a short tail is no support; read n_tail and the likelihood ratios.
/// Cost:   draws x one scan; sorted tails are drawn directly, without sorting. Deterministic for a seed.
/// Ref:    Clauset, Shalizi, Newman (2009), section 4.
#include <span>

#include "blackbody/instruments/observables/spectrum/power_law.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct PowerLawTest {
    double p_value = 1;
    double alpha_error = 0;                ///< standard deviation of α*
    double alpha_low = 0, alpha_high = 0;  ///< 95 % interval: α - (upper, lower percentiles of α* - α)
    std::int64_t draws = 0;
};

PowerLawTest test_power_law(std::span<const double> log_x, const PowerLaw& fit, std::int64_t draws, Seed seed);

}  // namespace blackbody
