#pragma once
/// The gradient of the mean log-probability of an RBM, and what else an update learns from its batch.
#include "blackbody/training/core/arrays.h"

namespace blackbody {

/// Also the parameters themselves: one number a parameter.
struct Gradient {
    at::Tensor weight;           ///< [V, M]
    at::Tensor visible, hidden;  ///< of θ, [P, V], [P, M]
};

/// One update's worth of knowledge.
struct GradientStep {
    Gradient gradient;
    at::Tensor activity;  ///< ⟨T(h)⟩ given the batch of data [P, M]
};

/// "name.weight", "name.visible", "name.hidden"; and back, in the shapes of `like`.
void put(Arrays& arrays, const std::string& name, const Gradient& numbers);
Gradient gradient_of(const Arrays& arrays, const std::string& name, const Gradient& like);

}  // namespace blackbody
