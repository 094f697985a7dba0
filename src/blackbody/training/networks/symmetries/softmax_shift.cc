/// softmax-shift: a number that is added to all scores is not seen by their softmax.
///
///   b_c -> b_c + a:          Σ_c ∂L/∂b_c = 0
///   w_ci -> w_ci + a_i:      Σ_c ∂L/∂w_ci = 0, for every input i
#include "blackbody/training/networks/symmetries/chain.h"

namespace blackbody {
namespace {

std::vector<WardIdentity> find(const LayerChain& chain) {
    if (chain.size() < 2) return {};
    const ChainLink &last = chain[chain.size() - 2], &cost = chain.back();
    const bool ignores = cost.text.name == "cross-entropy" || cost.text.name == "free-energy";
    if (!ignores || last.text.name != "linear" || last.is_complex) return {};
    std::vector<WardIdentity> all;
    for (const std::string& name : last.parameters) {
        WardTerm term{.parameter = name, .move = WardTerm::Move::shift, .per = WardTerm::Per::column};
        all.push_back({.place = name, .terms = {term}});
    }
    return all;
}

const Symmetry record{.name = "softmax-shift",
                      .formula = "Σ_c ∂L/∂b_c = 0, Σ_c ∂L/∂w_ci = 0 over the classes c",
                      .reference = "D. Kunin et al., Neural mechanics (ICLR 2021), arXiv:2012.04728",
                      .find = find};
const Registered<Symmetry> entry{record};

}  // namespace
}  // namespace blackbody
