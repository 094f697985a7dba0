/// rescaling: what one weight makes larger and the next makes smaller again is not seen.
///
///   f(a x) = a^d f(x) for a > 0 between them:   w_1 -> a w_1, b_1 -> a b_1, w_2 -> w_2 / a^d
///   <w_1, ∂L/∂w_1> + b_1 ∂L/∂b_1 + (thresholds on the way) = d <w_2, ∂L/∂w_2>,   a channel
///
/// w_1 is a linear map, or the scale and shift of a normalisation.
#include "blackbody/training/networks/symmetries/chain.h"

namespace blackbody {
namespace {

/// What follows link `first`, up to the next linear map; none where something on the way is not homogeneous.
std::optional<WardIdentity> follow(const LayerChain& chain, std::size_t first) {
    const ChainLink& from = chain[first];
    WardIdentity identity{.place = from.name, .terms = terms_of(from, {.channels = from.channels})};
    int degree = 1;
    for (std::size_t i = first + 1; i < chain.size(); ++i) {
        const ChainLink& link = chain[i];
        const double d = degree;
        if (is_linear_map(link)) {
            identity.terms.push_back({.parameter = link.name + ".weight", .per = WardTerm::Per::input, .factor = -d});
            identity.terms.back().channels = from.channels;
            identity.place += " to " + link.name;
            return identity;
        }
        const auto more = homogeneous_degree(link);
        if (!more) return std::nullopt;
        for (WardTerm& term : terms_of(link, {.channels = from.channels, .factor = d}))
            identity.terms.push_back(std::move(term));
        degree *= *more;
    }
    return std::nullopt;
}

std::vector<WardIdentity> find(const LayerChain& chain) {
    std::vector<WardIdentity> all;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        const bool has_scale = chain[i].text.name == "norm" || chain[i].text.name == "layer-norm";
        if (!is_linear_map(chain[i]) && !has_scale) continue;
        if (auto identity = follow(chain, i)) all.push_back(std::move(*identity));
    }
    return all;
}

const Symmetry record{.name = "rescaling",
                      .formula = "<w_1, ∂L/∂w_1> + b_1 ∂L/∂b_1 = d <w_2, ∂L/∂w_2>, a channel",
                      .reference = "B. Neyshabur et al., Path-SGD (NIPS 2015); S. Du et al. (NeurIPS 2018)",
                      .find = find};
const Registered<Symmetry> entry{record};

}  // namespace
}  // namespace blackbody
