/// unit-norm: a state that is divided by its own norm has no size, and neither have the weights that made it.
///
///   x -> x / |x|, or x / Σ|x|:   <w, ∂L/∂w> + b ∂L/∂b + (thresholds on the way) = 0,   of all channels together
#include "blackbody/training/networks/symmetries/chain.h"

namespace blackbody {
namespace {

std::vector<WardIdentity> find(const LayerChain& chain) {
    std::vector<WardIdentity> all;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (!is_linear_map(chain[i])) continue;
        WardIdentity identity{.place = chain[i].name, .terms = terms_of(chain[i], {.per = WardTerm::Per::whole})};
        int degree = 1;
        for (std::size_t j = i + 1; j < chain.size(); ++j) {
            const auto more = homogeneous_degree(chain[j]);
            if (chain[j].text.name == "l2-norm" || chain[j].text.name == "l1-norm") {
                identity.place += " before " + chain[j].name;
                all.push_back(identity);
            }
            if (!more) break;
            const WardTerm like{.per = WardTerm::Per::whole, .factor = static_cast<double>(degree)};
            for (WardTerm& term : terms_of(chain[j], like)) identity.terms.push_back(std::move(term));
            degree *= *more;
        }
    }
    return all;
}

const Symmetry record{.name = "unit-norm",
                      .formula = "<w, ∂L/∂w> + b ∂L/∂b = 0, all channels together",
                      .reference = "T. van Laarhoven (2017), arXiv:1706.05350",
                      .find = find};
const Registered<Symmetry> entry{record};

}  // namespace
}  // namespace blackbody
