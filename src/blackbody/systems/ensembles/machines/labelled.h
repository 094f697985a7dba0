#pragma once
/// A Boltzmann machine of inputs and labels: visible units and one Potts unit of labels on the same hidden layer.
///
///   -E(v, h, y) = θ_v·T(v) + θ_h·T(h) + v W h + d_y + U_y·h
///   p(y | v) = softmax_y [ d_y + Σ_j ln Z_j(v W + U_y) ]        (exact: hidden units are summed out)
///
/// It is the deep machine of two hidden layers whose upper one is the label (deep_boltzmann.h), so that its sums, its
/// chains and its learning are that machine's. Shapes: U [M, q] as weights[1]; labels one-hot [N, q].
/// Ref: H. Larochelle, Y. Bengio, "Classification using discriminative RBMs", ICML 2008.
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"

namespace blackbody {

/// The machine with a label unit that nothing couples to yet.
DeepBoltzmann with_labels(const Rbm& rbm, std::int64_t classes);

/// ln p(y | v), [N, q]. Throws Error(model) where the machine has no label unit on its one hidden layer.
at::Tensor log_probability_of_labels(const DeepBoltzmann& machine, const at::Tensor& v);

/// Classes [N] as states of the label unit, [N, q]. Throws Error(data) where one is outside 0 .. q - 1.
at::Tensor states_of_labels(const at::Tensor& classes, std::int64_t count);

}  // namespace blackbody
