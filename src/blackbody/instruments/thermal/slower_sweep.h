#pragma once
/// The same two sweeps once more, slower: what of a loop and of its transition was only the speed.
///
/// Lag alone leaves a quarter of the loop at a quarter of the speed; two phases keep most of it. The slower sweep errs
/// the other way too: chains that wait longer fall more often into the other phase before the branches cross, so a
/// branch is no pure phase any more. Either way what the speed does to β* and ΔU is an error of both:
///
///   σ² = σ_other² + (β*_slow - β*)²,   the same for ΔU
///
/// Counted where all is known (thermal_transition.rates.cc): without it 68 % bars of ΔU held the truth once in ten
/// times where branches decay on the way.
/// Trap: the difference holds the chain error of the slower sweep, which has a quarter of the chains: bars grow by
/// chance too, and never shrink.
#include <string>
#include <vector>

#include "blackbody/instruments/thermal/hysteresis.h"

namespace blackbody {

struct SlowerSweep {
    Branches branches;
    double factor = 4;  ///< so many times the steps at each β
};

/// The transition with what the slower sweep disagrees by in its errors, and β*_slow and ΔU_slow among its parts. Where
/// the slower branches do not cross the errors stay as they are: the claim reads the loop's area.
Transition with_slower(Transition first, const SlowerSweep& slower);

/// "loop_area_slower" and, where the first sweep tells a gap at β = 1, "branch_gap_slower" [nat].
std::vector<Estimate> slower_gaps(const SlowerSweep& slower, bool has_gap);

/// "swept 4 times slower (50 chains) the loop's area goes from ... to ...": `before` is the area and, if told, the gap.
std::string slower_note(const SlowerSweep& slower, const std::vector<Estimate>& before);

}  // namespace blackbody
