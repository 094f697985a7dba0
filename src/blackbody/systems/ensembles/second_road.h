#pragma once
/// A second road to the free energies on both sides of a loop: it shares no step with the integrals that tell β*.
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
/// Rule: β* keeps the first road's value; its error is that over chains and anchors and |β*₂ - β*| in quadrature. That
/// of the latent heat holds |ΔU₂ - ΔU| and by how much the two roads' mean energies differ on each branch, d over the
/// width in β.
/// Trap: both roads anneal or integrate with Gibbs chains; a mode that neither visits stays unknown.
#include <optional>
#include <string>

#include "blackbody/systems/ensembles/hysteresis.h"
#include "blackbody/systems/ensembles/partition/annealing.h"

namespace blackbody {

/// Where annealing starts: independent units, W = 0.
struct Bases {
    Rbm disordered, ordered;
};

/// Anneals to the machine at β_- and β_+. Says why where too few chains are effective, or the loop has no outside.
SecondRoad second_road(const Rbm& machine, const Bases& bases, const Branches& branches, const Loop& loop,
                       const AnnealingOptions& options);

/// The transition with errors that count what the two roads disagree by.
Transition with_second_road(Transition first, const Branches& branches, const SecondRoad& second);

}  // namespace blackbody
