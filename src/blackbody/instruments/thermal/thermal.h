#pragma once
/// Heating, cooling and what lies between as one measurement with its curves: quantities of the record "thermal".
///
/// What is believed at each β is the branch with the larger ln Z, within the loop of a transition that of its side of
/// β*. Its bars hold, beside the error over chains, what the other branch disagrees by beyond chance: outside the
/// loop both want to be the same equilibrium, and at most one of them is. Grey, and so told: points beside a step
/// whose slope does not answer to its fluctuations (equilibrium_steps.h), and points where the branches disagree
/// beyond chance outside the loop.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/measurement.h"
#include "blackbody/instruments/thermal/equilibrium_steps.h"
#include "blackbody/instruments/thermal/hysteresis.h"
#include "blackbody/instruments/thermal/slower_sweep.h"

namespace blackbody {

/// Long chains at β = 1: where they do not mix, a chain is one state and the bar is the spread from chain to chain.
struct ChainsAtOne {
    double energy_r_hat = 1;
    double energy_spread = 0;         ///< standard deviation of the chains' mean energies
    double heat_capacity_spread = 0;  ///< of their own Var E, and the variance between them, which chains that visit
                                      ///< each other's modes would add to it
};

/// What was found out about one machine. Curves stand at the same β, ascending.
struct Thermal {
    std::vector<ThermoPoint> cooling, heating;
    std::vector<ThermoPoint> exact{};  ///< empty where the machine is too large
    std::vector<EquilibriumStep> cooling_steps{}, heating_steps{};
    std::optional<Loop> loop{};
    std::optional<Transition> transition{};
    std::vector<Estimate> gaps{};                             ///< what the branches disagree by, here and swept slower
    std::vector<ThermoPoint> slow_cooling{}, slow_heating{};  ///< empty where nothing was swept again
    double slower_factor = 0;
    ChainsAtOne at_one{};
    std::vector<std::string> notes{};

    /// The curve to believe at each β: exact, else as said above.
    std::vector<ThermoPoint> stable() const;
    /// One a point of stable(): true where it is grey. Never where it is exact.
    std::vector<bool> doubtful() const;
    /// The largest C of stable(), beside a transition's jump.
    Peak peak() const;
};

/// What a Thermal is made of beside the branches.
struct ThermalChecks {
    std::vector<ThermoPoint> exact{};
    std::optional<IndependentCheck> independent{};  ///< for the errors of the transition; without one a note says so
    std::optional<SlowerSweep> slower{};
    ChainsAtOne at_one{};
};

Thermal thermal_of(const Branches& branches, const ThermalChecks& checks);

Measurement measurement_of(const Thermal& thermal);

/// U, C, S and βF against β, with the loop in close-up and what tells which branch is stable.
std::vector<Curve> curves_of(const Thermal& thermal);

/// Entropy with its error.
Estimate entropy_of(const ThermoPoint& point);

}  // namespace blackbody
