/// batch-norm: the weight in front of a batch normalisation has no size, but for ε.
///
///   y = γ (x - μ) / √(σ² + ε) + β,   x = w ψ:   w -> a w is ε -> ε / a², so that with each channel's own weight
///   <w, ∂L/∂w> = -2 ε ∂L/∂ε = ε γ (σ² + ε)^(-3/2) Σ ∂L/∂y (x - μ) = ε / (σ² + ε) · γ ∂L/∂γ
///
/// The same over complex numbers, where σ² = <|x - μ|²> and the sum is Re Σ (∂L/∂y)* (x - μ): γ is real there.
#include "blackbody/training/networks/symmetries/chain.h"

namespace blackbody {
namespace {

std::vector<WardIdentity> find(const LayerChain& chain) {
    std::vector<WardIdentity> all;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const ChainLink &map = chain[i], &norm = chain[i + 1];
        if (!is_linear_map(map) || norm.text.name != "norm") continue;
        const WardTerm weight{.parameter = map.name + ".weight", .channels = map.channels};
        WardTerm scale{.parameter = norm.name + ".scale", .channels = norm.channels, .factor = -1};
        scale.broken_at = map.site;
        all.push_back({.place = map.name + " before " + norm.name, .terms = {weight, scale}});
    }
    return all;
}

const Symmetry record{.name = "batch-norm",
                      .formula = "<w, ∂L/∂w> = ε / (σ² + ε) · γ ∂L/∂γ, a channel",
                      .reference = "S. Ioffe, C. Szegedy (ICML 2015); T. van Laarhoven (2017), arXiv:1706.05350",
                      .find = find};
const Registered<Symmetry> entry{record};

}  // namespace
}  // namespace blackbody
