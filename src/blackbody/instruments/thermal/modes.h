#pragma once
/// States seen along the singular directions of W: the order parameters of learning.
///
///   W = Σ_a w_a u_a v_aᵀ,   m_a = u_a · s / sqrt(V)   (s = ±1; w_1 >= w_2 >= ...)
///
/// A direction with a large w_a pulls visible and hidden units together; above its transition m_a has two or more
/// values, below it is noise of size 1/sqrt(V).
/// Trap: u_a has no sign of its own (the largest entry is made positive), and the first one often only is the mean.
/// Reference: A. Decelle, G. Fissore, C. Furtlehner, EPL 119 (2017); J. Stat. Phys. 172 (2018).
#include <ATen/core/Tensor.h>

namespace blackbody {

struct Modes {
    at::Tensor strength;  ///< w_a, double [K], falling
    at::Tensor left;      ///< u_a as columns [V, K]
};

/// The `most` strongest.
Modes modes_of(const at::Tensor& weight, std::int64_t most);

/// m_a of states [N, V], [N, K].
at::Tensor magnetisations(const Modes& modes, const at::Tensor& spins);

/// Largest singular value of a random matrix [V, M] with entries of this spread (Marchenko and Pastur): what learning
/// stands out from.
double random_edge(const at::Tensor& weight);

}  // namespace blackbody
