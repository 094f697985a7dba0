#pragma once
/// Where heating and cooling disagree, and the transition between their branches.
///
/// Chains cannot cross a barrier in the time they are given: cooled, they stay disordered below the transition; heated,
/// ordered above it. Each branch has its own ln Z(β), integrated from its own end. The branch with the larger one is
/// the stable one (Maxwell's construction):
///
///   β*: ln Z_heating(β*) = ln Z_cooling(β*),   latent heat ΔU = U_cooling(β*) - U_heating(β*)
///   loop: the β around the largest gap U_cooling - U_heating at which it exceeds half of that; area ∫ gap dβ
///
/// Both sweeps stand at the same β, ascending. Errors: sixteen blocks of chains, each left out once.
/// Trap: a loop that closes because the sweep was slow has no transition to show, and one of a fast sweep may be no
/// first-order transition: repeat with more steps.
/// Reference: K. Binder, Rep. Prog. Phys. 50 (1987), first-order transitions in simulations.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/instruments/thermal/thermodynamics.h"

namespace blackbody {

struct Branches {
    std::vector<SweepPoint> cooling, heating;  ///< at the same β, ascending
    Anchor hot, cold;                          ///< where each branch's ln Z is known
};

struct Loop {
    Estimate low, high;  ///< "loop_low", "loop_high": β
    Estimate area;       ///< "loop_area" [nat], over the whole sweep
};

/// Where each branch's ln Z is known by annealing, beside the loop (independent_check.h).
struct IndependentCheck {
    Anchor below, above;
    std::string refusal{};  ///< why there is none
};

struct Transition {
    Estimate beta;                  ///< "transition_beta"
    Estimate latent_heat;           ///< "latent_heat" [nat]
    std::vector<Estimate> parts{};  ///< what their errors are made of, where an independent check tells it
};

/// Nothing where the largest gap is within five standard errors (the largest of a hundred points comes near three by
/// chance).
std::optional<Loop> loop_of(const Branches& branches);

/// Nothing where the branches do not cross.
std::optional<Transition> transition_of(const Branches& branches);

/// U_cooling - U_heating at the point nearest to β, "branch_gap" [nat], with the error over chains.
Estimate branch_gap(const Branches& branches, double beta);

/// ∫ (U_cooling - U_heating) dβ over the whole sweep, "loop_area" [nat].
Estimate loop_area(const Branches& branches);

/// The β of largest C of a curve, between grid points by a parabola: "peak_beta" and "peak_heat_capacity". Its error
/// holds the grid and, of chains, how far away another point lies that is not lower by one standard error; low ... high
/// is the stretch from the first such point to the last. A jump of U (a transition) is no part of it.
struct Peak {
    Estimate beta, heat_capacity;
    double low = 0, high = 0;  ///< β
};
Peak peak_of(const std::vector<ThermoPoint>& curve);

}  // namespace blackbody
