#pragma once
/// An independent check of the free energies on both sides of a loop: it shares no step with the integrals that tell
/// β*.
///
/// A branch's ln Z(β) is an integral over chains, and chains that do not visit all modes are wrong in a way that their
/// spread cannot know. Just outside the loop each branch is the stable one, and its ln Z can be had anew by annealing:
/// on the disordered side from free units, which is cooling without a transition on the way, on the ordered side from
/// units with the data's means.
///
///   β_-, β_+: the last β of the sweep below the loop, the first above
///   d_- = ln Z_annealed(β_-) - ln Z_cooling(β_-),   d_+ = ln Z_annealed(β_+) - ln Z_heating(β_+)
///   β*₂: where the branches cross when each is integrated from there
///
/// Rule: β* keeps the first value; its error is that over chains and anchors and |β*₂ - β*| in quadrature. That
/// of the latent heat holds |ΔU₂ - ΔU| and by how much the two mean energies differ on each branch, d over the
/// width in β.
/// Trap: both anneal or integrate with Gibbs chains; a mode that neither visits stays unknown.
#include <optional>
#include <string>

#include "blackbody/instruments/thermal/hysteresis.h"

namespace blackbody {

/// How the check anneals: so many chains, every so many temperatures of the published schedule; on the ordered side
/// from units with the means of these states.
struct CheckOptions {
    at::Tensor means{};
    std::int64_t chains = 200, stride = 10;
    std::vector<double> betas{};  ///< instead of the published schedule, where not empty
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

/// Anneals to the system at β_- and β_+. Says why where too few chains are effective, or the loop has no outside.
IndependentCheck independent_check(const Equilibrium& system, const Branches& branches, const Loop& loop,
                                   const CheckOptions& options);

/// The transition with errors that count what the two disagree by.
Transition with_check(Transition first, const Branches& branches, const IndependentCheck& check);

}  // namespace blackbody
