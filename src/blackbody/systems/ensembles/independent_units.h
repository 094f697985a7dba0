#pragma once
/// What independent units with the same means would show: the null in closed form of everything that is about
/// correlations. Nothing is drawn.
///
///   S = Σ h(unit), C = Σ Var θ T,   ⟨q⟩ = q_EA = ⟨μ²⟩,  χ_SG = ⟨(1-μ²)²⟩,  χ_F = ⟨1-μ²⟩,  μ = ⟨s⟩, ⟨.⟩ over units
///   Binder: (3 Σ w⁴ - Σ κ²)/(2 (Σ w²)²), w = 1-μ², κ = w (1+3μ²);   τ = 1/2,  R̂ = 1
///   ⟨m_1²⟩ = (Σ u_i² w_i + (u·μ)²)/V
///
/// S of the machine is smaller by what its units know of each other (their total correlation).
/// Shapes: means of visible [V] and hidden units [M] as their states are. Units of two values only: empty for others.
#include "blackbody/base/measurement.h"
#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/systems/ensembles/modes.h"

namespace blackbody {

/// Means of both layers over `visible` [N, V], hidden ones given these.
struct UnitMeans {
    at::Tensor visible, hidden;
};
UnitMeans means_given(const Rbm& machine, const at::Tensor& visible);

/// Records "thermal", "modes", "chains" and "overlap" of both layers.
std::vector<Measurement> independent_units(const Rbm& machine, const UnitMeans& means, const Modes& modes);

}  // namespace blackbody
