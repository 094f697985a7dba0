#pragma once
/// Whether chains on a sweep were in equilibrium, by what equilibrium means: fluctuations answer for the slope.
///
///   dU/dβ = -Var E = -C/β²:   D_k = U(β_k+1) - U(β_k) + ∫ Var E dβ = 0 from every β to the next
///
/// Chains that lag behind the sweep, or still relax from where they began, change their energy by another amount than
/// their fluctuations allow. Chains at rest in a metastable state pass: of states that they never leave D knows
/// nothing, and the disagreement of the branches (hysteresis.h) does.
///
/// Error of D: over chains, each with its own D (they never meet). What the trapezium rule leaves of the integral, at
/// most h/2 (ΔVar)²/ΣVar and the size of its end correction, is allowed beside z errors.
/// Rule: a step fails where |D| exceeds z errors, z of Student's t such that in a run whose steps are all in
/// equilibrium one of them fails in 1 % of runs. A point is doubtful where a step beside it fails.
/// Reference: R. Kubo, Rep. Prog. Phys. 29 (1966), fluctuation and dissipation.
#include <vector>

#include "blackbody/instruments/thermal/thermodynamics.h"

namespace blackbody {

/// From one β to the next, in ascending β.
struct EquilibriumStep {
    double from = 0, to = 0;           ///< β
    double difference = 0, error = 0;  ///< D and its standard error [nat]
    bool fails = false;
};

/// Points in any order of β; `steps_in_run`: of all branches of the run, over which the 1 % is shared.
std::vector<EquilibriumStep> equilibrium_steps(const std::vector<SweepPoint>& sweep, std::int64_t steps_in_run);

/// One a point, ascending in β: true beside a step that fails.
std::vector<bool> doubtful_points(const std::vector<EquilibriumStep>& steps);

/// What two readings of one number disagree by, beyond what their errors explain: sqrt(max(0, gap² - error²)).
double beyond_chance(double gap, double error);

}  // namespace blackbody
