#pragma once
/// The deep Boltzmann machine: layers of units, each coupled to its neighbours, in double precision and by definition.
///
///   p(s_0, ..., s_L) = exp(-E) / Z,   -E = Σ_l θ_l·T(s_l) + Σ_l s_l W_l s_{l+1},   s_0 = v
///
/// Given the even layers the odd ones are independent, and the other way round: the machine is an RBM between its even
/// and its odd layers (`folded`), so that where these are of one kind all that is known of RBMs serves here:
/// enumeration, annealing, fast chains. One hidden layer is the RBM itself; a Potts layer on top of it is the joint
/// machine of inputs and labels (labelled.h).
///
/// Shapes: states [N, U_l], one tensor a layer; W_l [U_l, U_{l+1}]. Energies in units of k_B T at β = 1.
/// Ref: R. Salakhutdinov, G. Hinton, "Deep Boltzmann machines", AISTATS 2009.
#include <cstdint>
#include <optional>
#include <vector>

#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/systems/ensembles/partition/annealing.h"

namespace blackbody {

struct DeepBoltzmann {
    std::vector<Layer> layers;                                  ///< visible first
    std::vector<at::Tensor> weights;                            ///< double; weights[l] [U_l, U_{l+1}]
    std::int64_t depth() const { return std::ssize(weights); }  ///< hidden layers
};

/// States of all layers, or of those that are known: the others undefined.
using LayerStates = std::vector<at::Tensor>;

enum class Parity { even, odd };
constexpr Parity other(Parity parity) { return parity == Parity::even ? Parity::odd : Parity::even; }
constexpr std::int64_t first_of(Parity parity) { return parity == Parity::even ? 0 : 1; }

/// Throws Error(model) where shapes disagree, a number is not finite, or a unit's parameters give no distribution.
void check(const DeepBoltzmann& machine, const std::string& file);

/// What the neighbours make of a layer's field, [N, U_l].
at::Tensor field_of(const DeepBoltzmann& machine, const LayerStates& states, std::int64_t layer);

at::Tensor energy(const DeepBoltzmann& machine, const LayerStates& states);  ///< [N]
/// -ln of the sum of exp(-E) over all layers of one parity, given the others, [N].
at::Tensor free_energy(const DeepBoltzmann& machine, const LayerStates& states, Parity summed);

/// One hidden layer.
DeepBoltzmann deep(const Rbm& rbm);

/// Even layers side by side as visible units, odd ones as hidden units; nothing where they are not of one kind each.
std::optional<Rbm> folded(const DeepBoltzmann& machine);
at::Tensor joined(const LayerStates& states, Parity parity);  ///< [N, ΣU_l]
/// Writes the layers of one parity into `states`.
void split(const DeepBoltzmann& machine, const at::Tensor& joined, Parity parity, LayerStates& states);

/// (1 - t) a + t b in every parameter.
DeepBoltzmann between(const DeepBoltzmann& a, const DeepBoltzmann& b, double t);

/// No couplings, and these means in place of the fields they made; `theta` of every layer.
DeepBoltzmann independent(const DeepBoltzmann& machine, const std::vector<at::Tensor>& theta);
double log_partition_of_independent(const DeepBoltzmann& machine);

/// ln Z by enumeration of the even or of the odd layers. Throws Error(usage) where both are too many.
double exact_log_partition(const DeepBoltzmann& machine);
/// ln of the sum of exp(-E) over all hidden layers by enumeration, for every row of v, [N]: ln p(v) + ln Z.
at::Tensor exact_log_weight(const DeepBoltzmann& machine, const at::Tensor& v);

/// ln Z by annealing, the even layers as states and the odd ones summed out: by bits where the machine folds into an
/// RBM of Bernoulli units. `base` has W = 0, and the free parameters of its kind in every odd layer.
LogPartition anneal(const DeepBoltzmann& machine, const DeepBoltzmann& base, const AnnealingOptions& options);

}  // namespace blackbody
