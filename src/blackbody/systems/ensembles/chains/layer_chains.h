#pragma once
/// Gibbs chains of a machine of any depth: all odd layers given the even ones, then all even layers given these.
///
/// Some units may be held at what they are: the chains then sample the machine's distribution of the others given the
/// held ones (a label given an image, an image given its label, the lower half given the upper one). Random numbers are
/// keyed as in chains.h, with a unit's place among all units of its parity: a machine that folds into an RBM takes the
/// very samples of its folded form. Bernoulli machines with nothing held are bit-packed.
#include <memory>
#include <optional>
#include <vector>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"

namespace blackbody {

/// Which units stand still: bool [U_l] or [N, U_l] a layer; undefined where none does.
using HeldUnits = std::vector<at::Tensor>;

/// <s_l s_{l+1}> and <T(s_l)> of every layer: what a gradient needs.
struct LayerMoments {
    std::vector<at::Tensor> correlation;  ///< double [U_l, U_{l+1}]
    std::vector<at::Tensor> statistics;   ///< double [P, U_l]
};

class LayerChains {
  public:
    /// Starts from the states of the even layers, and of the odd ones where some of their units are held.
    LayerChains(const DeepBoltzmann& machine, LayerStates start, const ChainOptions& options, HeldUnits held = {});
    /// Another machine of the same units from here on.
    void follow(const DeepBoltzmann& machine);
    void run(std::int64_t steps);
    std::uint64_t step() const { return step_; }
    LayerStates states() const;  ///< odd layers: those that made the even ones; undefined before the first step
    LayerMoments moments() const;

  private:
    void draw(Parity parity);

    DeepBoltzmann machine_;
    HeldUnits held_;
    ChainRandom random_;
    std::uint64_t step_;
    LayerStates states_;            ///< of the reference
    std::optional<Chains> chains_;  ///< bit-packed
};

/// One layer of a parity drawn at a time, with the uniform numbers of `draw`: [N, U_l] each, written into `states`.
void sample_layers(const DeepBoltzmann& machine, Parity parity, const Draw& draw, LayerStates& states);

/// The averages over states of the even layers, odd layers averaged given these.
LayerMoments moments_of(const DeepBoltzmann& machine, const LayerStates& states);

/// Units [begin, end) of a layer.
at::Tensor held_between(const Layer& layer, std::int64_t begin, std::int64_t end);

}  // namespace blackbody
