#include "blackbody/training/networks/ward.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <map>

#include "blackbody/systems/layered/layers/norm.h"
#include "blackbody/training/networks/symmetries/chain.h"

namespace blackbody {
namespace {

/// σ² of each channel at the sites that are asked for.
class Variances : public Probe {
  public:
    void at(std::size_t site, State& state) override {
        std::vector<std::int64_t> over{0};
        if (state.values.dim() == 4) over = {0, 2, 3};
        const at::Tensor away = state.values - state.values.mean(over, true);
        found[site] = (away * away.conj()).abs().mean(over);
    }
    std::map<std::size_t, at::Tensor> found;
};

std::map<std::size_t, at::Tensor> variances(const LayeredNetwork& network, const std::vector<WardIdentity>& identities,
                                            const at::Tensor& x, Pass pass) {
    std::vector<bool> wanted(network.sites().size());
    for (const WardIdentity& identity : identities)
        for (const WardTerm& term : identity.terms)
            if (term.broken_at) wanted[*term.broken_at] = true;
    Variances seen;
    if (std::find(wanted.begin(), wanted.end(), true) == wanted.end()) return seen.found;
    // A copy, whose running means may move.
    const Batch batch{.inputs = {{"input", x}}, .labels = {}, .first = 0, .size = x.size(0)};
    pass.probe = &seen, pass.wanted = &wanted, pass.batch = &batch;
    network.copy()->forward(x, pass);
    return seen.found;
}

/// <G w, g> of each number; a turn leaves one for two.
at::Tensor products(WardTerm::Move move, const at::Tensor& w, const at::Tensor& g) {
    if (move == WardTerm::Move::shift) return g;
    if (move == WardTerm::Move::scale) return w * g;
    const auto pairs = [](const at::Tensor& t) { return t.dim() == 1 ? t.view({-1, 2}) : t; };
    const at::Tensor a = pairs(w), b = pairs(g);
    return a.select(-1, 0) * b.select(-1, 1) - a.select(-1, 1) * b.select(-1, 0);
}

/// [C] or [1].
at::Tensor summed(const WardTerm& term, const at::Tensor& products) {
    if (term.per == WardTerm::Per::whole) return products.sum().view(1);
    if (term.per == WardTerm::Per::column) return products.sum(0).view(-1);
    if (term.per == WardTerm::Per::output) return products.reshape({term.channels, -1}).sum(1);
    // Channels that come in, [O, C·positions] or [groups·O', C/groups, ...].
    if (products.size(1) % term.channels == 0)
        return products.reshape({products.size(0), term.channels, -1}).sum({0, 2});
    const std::int64_t inner = products.size(1), groups = term.channels / inner;
    return products.reshape({groups, products.size(0) / groups, inner, -1}).sum({1, 3}).flatten();
}

}  // namespace

std::vector<const Symmetry*> symmetries() {
    return registered<Symmetry>([](const Symmetry& s) { return s.name; });
}

std::vector<WardIdentity> ward_identities(const LayeredNetwork& network, const Cost& cost) {
    std::vector<WardIdentity> all;
    for (const LayerChain& chain : layer_chains(network, cost))
        for (const Symmetry* symmetry : symmetries())
            for (WardIdentity& identity : symmetry->find(chain)) {
                identity.symmetry = symmetry->name;
                all.push_back(std::move(identity));
            }
    return all;
}

double WardBalance::violation() const {
    const at::Tensor is_still = size == 0;
    return at::where(is_still, 0., charge.abs() / at::where(is_still, 1., size)).max().item<double>();
}

std::vector<WardBalance> ward_balances(const LayeredNetwork& network, const std::vector<WardIdentity>& identities,
                                       const at::Tensor& x, const Pass& pass) {
    const at::NoGradGuard fixed;
    const auto variance = variances(network, identities, x, pass);
    std::map<std::string, at::Tensor> values;
    for (const Parameter& p : network.parameters()) values[p.name] = p.value;

    std::vector<WardBalance> balances;
    for (const WardIdentity& identity : identities) {
        WardBalance balance;
        for (const WardTerm& term : identity.terms) {
            const at::Tensor& w = values.at(term.parameter);
            at::Tensor each = products(term.move, w, w.grad()) * term.factor;
            at::Tensor sum = summed(term, each), size = summed(term, each.abs());
            if (term.broken_at) {
                const at::Tensor share = norm_epsilon / (variance.at(*term.broken_at) + norm_epsilon);
                sum = sum * share, size = size * share;
            }
            balance.charge = balance.charge.defined() ? balance.charge + sum : sum;
            balance.size = balance.size.defined() ? balance.size + size : size;
        }
        balances.push_back(balance);
    }
    return balances;
}

}  // namespace blackbody
