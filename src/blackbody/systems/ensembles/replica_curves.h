#pragma once
/// Curves of replicas along both sweeps. Where a step beside a point is out of equilibrium (equilibrium.h) it is grey.
/// Errors: over chains, each left out once.
#include "blackbody/base/curve.h"
#include "blackbody/systems/ensembles/replicas.h"

namespace blackbody {

/// Spins of the layer whose overlaps are asked for; hidden units are drawn given the visible ones.
at::Tensor spins_of(const Rbm& machine, const at::Tensor& visible, bool hidden, double beta, std::uint64_t draw);

/// P(q): disordered, on both branches where they are furthest apart, and at β = 1.
Curve density_curve(const Rbm& machine, const Watched& watched, bool hidden, const std::vector<SweepPoint>& cooling,
                    const std::vector<SweepPoint>& heating);

/// ⟨q⟩ along both sweeps.
Curve overlap_curve(const Rbm& machine, bool hidden, const std::vector<SweepPoint>& cooling,
                    const std::vector<SweepPoint>& heating);

/// Spread of the state along the three strongest modes.
Curve mode_curve(const Modes& modes, const Rbm& machine, const std::vector<SweepPoint>& cooling,
                 const std::vector<SweepPoint>& heating);

}  // namespace blackbody
