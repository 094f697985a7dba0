/// phase: a channel of waves may turn where what follows turns with it, or only detects how much of it is there.
///
///   w_1 -> e^{ia} w_1, b_1 -> e^{ia} b_1, w_2 -> e^{-ia} w_2, of one channel;   J(w) = Im <w, ∂L/∂w>
///   J(w_1) + J(b_1) + J(shift of a normalisation on the way) = J(w_2),   and = 0 in front of a detector
///
/// with ∂L/∂w = ∂L/∂Re w + i ∂L/∂Im w: J = Σ Re w ∂L/∂Im w - Im w ∂L/∂Re w, an angular momentum.
#include "blackbody/systems/layered/activations.h"
#include "blackbody/training/networks/symmetries/chain.h"

namespace blackbody {
namespace {

enum class Effect { turns, detects, other };

Effect effect_of(const ChainLink& link) {
    const std::string& name = link.text.name;
    for (const WaveActivation* a : wave_activations())
        if (a->name == name)
            return a->is_measurement ? Effect::detects : a->keeps_direction ? Effect::turns : Effect::other;
    // The layer and the cost of this name detect alike.
    const std::string pooling = pooling_of(link);
    if (name == "born" || pooling == "l2" || pooling == "modulus" || pooling == "intensity") return Effect::detects;
    return name == "norm" || name == "dropout" || !pooling.empty() ? Effect::turns : Effect::other;
}

std::optional<WardIdentity> follow(const LayerChain& chain, std::size_t first) {
    const ChainLink& from = chain[first];
    const WardTerm like{.move = WardTerm::Move::turn, .channels = from.channels};
    WardIdentity identity{.place = from.name, .terms = terms_of(from, like)};
    for (std::size_t i = first + 1; i < chain.size(); ++i) {
        const ChainLink& link = chain[i];
        if (is_linear_map(link)) {
            WardTerm next = like;
            next.parameter = link.name + ".weight", next.per = WardTerm::Per::input, next.factor = -1;
            identity.terms.push_back(next);
            identity.place += " to " + link.name;
            return identity;
        }
        const Effect effect = effect_of(link);
        if (effect == Effect::other) return std::nullopt;
        if (effect == Effect::detects) {
            identity.place += " before " + link.name;
            return identity;
        }
        if (link.text.name != "norm") continue;
        identity.terms.push_back(like);
        identity.terms.back().parameter = link.name + ".shift";
    }
    return std::nullopt;
}

std::vector<WardIdentity> find(const LayerChain& chain) {
    std::vector<WardIdentity> all;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (!chain[i].is_complex || !is_linear_map(chain[i])) continue;
        if (auto identity = follow(chain, i)) all.push_back(std::move(*identity));
    }
    return all;
}

const Symmetry record{.name = "phase",
                      .formula = "Im <w_1, ∂L/∂w_1> + Im <b_1, ∂L/∂b_1> = Im <w_2, ∂L/∂w_2>, or 0, a channel",
                      .reference = "E. Noether (1918); D. Kunin et al. (ICLR 2021), arXiv:2012.04728",
                      .find = find};
const Registered<Symmetry> entry{record};

}  // namespace
}  // namespace blackbody
