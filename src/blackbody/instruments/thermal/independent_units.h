#pragma once
/// What independent units with the same means would show: the null in closed form of everything that is about
/// correlations. Nothing is drawn.
///
///   S = Σ h(unit), C = Σ Var θ T,   ⟨q⟩ = q_EA = ⟨μ²⟩,  χ_SG = ⟨(1-μ²)²⟩,  χ_F = ⟨1-μ²⟩,  μ = ⟨s⟩, ⟨.⟩ over units
///   Binder: (3 Σ w⁴ - Σ κ²)/(2 (Σ w²)²), w = 1-μ², κ = w (1+3μ²);   τ = 1/2,  R̂ = 1
///   ⟨m_1²⟩ = (Σ u_i² w_i + (u·μ)²)/V
///
/// S of the machine is smaller by what its units know of each other (their total correlation).
/// Units of two values only: empty for others.
#include "blackbody/base/equilibrium.h"
#include "blackbody/base/measurement.h"
#include "blackbody/instruments/thermal/modes.h"

namespace blackbody {

struct LayerMeans {
    std::string layer;  ///< name of its site
    at::Tensor mu;      ///< ⟨s⟩ of its units [U], inside (-1, 1)
};

/// Of every layer, the visible one first, over `states` [N, V]; empty where a unit has not two values.
std::vector<LayerMeans> layer_means(const Equilibrium& system, const at::Tensor& states);

/// Records "thermal", "modes", "chains" and "overlap" of every layer; nothing without means.
std::vector<Measurement> independent_units(const std::vector<LayerMeans>& layers, const Modes& modes);

}  // namespace blackbody
