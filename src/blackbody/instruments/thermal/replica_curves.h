#pragma once
/// Curves of replicas along both sweeps. Where a step beside a point is out of equilibrium (equilibrium_steps.h) it is
/// grey. Errors: over chains, each left out once.
#include "blackbody/base/curve.h"
#include "blackbody/instruments/thermal/replicas.h"

namespace blackbody {

/// P(q) of a layer: disordered, on both branches where they are furthest apart, and at β = 1.
Curve density_curve(const Replicas& replicas, std::size_t layer);

/// ⟨q⟩ of a layer along both sweeps.
Curve overlap_curve(const Replicas& replicas, std::size_t layer);

/// Spread of the state along the three strongest modes.
Curve mode_curve(const Replicas& replicas);

}  // namespace blackbody
