#pragma once
/// The deep belief network: RBMs on top of each other, the upper one a model of what the lower one's hidden units do.
///
///   p(v, h_1, ..., h_L) = p_1(v | h_1) ... p_{L-1}(h_{L-2} | h_{L-1}) p_L(h_{L-1}, h_L)
///   ln p(v) >= -F_1(v) + < Σ_{l<L} F_l'(h_l) - F_{l+1}(h_l) >_q - ln Z_L,    q = p_1(h_1 | v) p_2(h_2 | h_1) ...
///
/// F_l is the free energy of machine l seen from below, F_l' from above: ln p_l(h'|h) - ln q_l(h|h') is their
/// difference, so that a bound needs free energies only. Only the top machine's ln Z counts. Where machine l + 1 is
/// machine l turned over the difference vanishes: the bound is the RBM's ln p(v), whatever q draws.
/// The average over q is a mean over draws; the logarithm of the mean of their exponentials lies between it and
/// ln p(v) in expectation (Burda, Grosse, Salakhutdinov 2016).
/// Ref: G. Hinton, S. Osindero, Y. Teh, Neural Computation 18, 1527 (2006); Salakhutdinov and Murray, ICML 2008.
#include <vector>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

struct DeepBelief {
    std::vector<Rbm> machines;  ///< bottom first; the hidden layer of each is the visible one of the next
};

/// Throws Error(model) where a machine is none, or neighbours do not fit.
void check(const DeepBelief& network, const std::string& file);

/// States of the top machine's visible units drawn from q, given v [N, V]; draw number `draw`.
at::Tensor states_below_top(const DeepBelief& network, const at::Tensor& v, Seed seed, std::uint64_t draw = 0);

/// ln p*(v, h) / q(h | v) of `draws` draws each, [N, draws], with ln Z_L left out.
at::Tensor bound_weights(const DeepBelief& network, const at::Tensor& v, std::int64_t draws, Seed seed);

/// v [N, V] from states of the top machine's visible units, down the directed machines.
at::Tensor sample_downwards(const DeepBelief& network, const at::Tensor& states, Seed seed, std::uint64_t draw = 0);

/// ln p(v) of a small network by enumeration of every hidden layer but the top one, [N].
at::Tensor exact_log_probability(const DeepBelief& network, const at::Tensor& v);

}  // namespace blackbody
