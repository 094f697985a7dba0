#include "blackbody/systems/ensembles/chains/layer_chains.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "support/largest.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::largest;
using blackbody::testing::random_deep_machine;

namespace {

at::Tensor all_states(const Layer& layer) { return states_of(layer, 0, std::llround(std::exp2(bits_of(layer)))); }

/// ln weights of every joint state of three layers, [S_0, S_1, S_2].
at::Tensor joint(const DeepBoltzmann& m, const at::Tensor& s0, const at::Tensor& s1, const at::Tensor& s2) {
    const auto own = [&](int l, const at::Tensor& s) { return own_exponent(m.layers[l], s).sum(1); };
    return own(0, s0).view({-1, 1, 1}) + own(1, s1).view({1, -1, 1}) + own(2, s2).view({1, 1, -1}) +
           at::matmul(at::matmul(s0, m.weights[0]), s1.t()).unsqueeze(2) +
           at::matmul(at::matmul(s1, m.weights[1]), s2.t()).unsqueeze(0);
}

/// Pearson's χ² of counts against expectations, and what five standard deviations above its mean is.
void expect_multinomial(const at::Tensor& landed, const at::Tensor& states, const at::Tensor& p, const char* what) {
    const at::Tensor counts = at::bincount(at::cdist(landed, states).argmin(1), {}, states.size(0)).to(at::kDouble),
                     expected = static_cast<double>(landed.size(0)) * p;
    const double chi2 = ((counts - expected) * (counts - expected) / expected).sum().item<double>(),
                 freedom = static_cast<double>(states.size(0) - 1);
    EXPECT_LT(chi2, freedom + 5 * std::sqrt(2 * freedom)) << what;
}

}  // namespace

TEST(layer_chains, a_step_keeps_the_distribution_and_is_reversible_on_the_even_layers) {
    // The exact kernel of even states: odd given even, even given odd.
    for (const std::vector<std::string>& kinds : {std::vector<std::string>{"bernoulli", "spin", "potts"},
                                                  {"spin", "bernoulli", "bernoulli"},
                                                  {"potts", "potts", "spin"}}) {
        const DeepBoltzmann m = random_deep_machine(kinds, {3, 3, 3});
        const at::Tensor w = joint(m, all_states(m.layers[0]), all_states(m.layers[1]), all_states(m.layers[2])),
                         flat = w.transpose(1, 2).reshape({-1, w.size(1)}),
                         p = at::softmax(flat.reshape({-1}), 0).view(flat.sizes()).sum(1),
                         kernel = at::matmul(at::softmax(flat, 1), at::softmax(flat, 0).t()),
                         flow = p.unsqueeze(1) * kernel;
        EXPECT_LT(largest(at::matmul(p, kernel) - p), 1e-14) << kinds[0];
        EXPECT_LT(largest(flow - flow.t()), 1e-15) << kinds[0];
        EXPECT_LT(largest(kernel.sum(1) - 1), 1e-13);
    }
}

TEST(layer_chains, the_sampler_makes_the_transitions_of_the_definition) {
    for (const std::vector<std::string>& kinds :
         {std::vector<std::string>{"bernoulli", "spin", "potts"}, {"bernoulli", "bernoulli", "bernoulli"}})
        for (const bool fast : {false, true}) {
            const DeepBoltzmann m = random_deep_machine(kinds, {3, 3, 3});
            const at::Tensor s0 = all_states(m.layers[0]), s1 = all_states(m.layers[1]), s2 = all_states(m.layers[2]),
                             w = joint(m, s0, s1, s2);
            const std::int64_t n = 40000;
            LayerChains chains(m, {s0[5].expand({n, 3}), {}, s2[1].expand({n, 3})}, {.seed = 4, .may_pack_bits = fast});
            chains.run(1);
            const at::Tensor odd = at::softmax(w.select(0, 5).select(1, 1), 0);
            expect_multinomial(chains.states()[1], s1, odd, "odd layer");
            const at::Tensor even = at::matmul(at::softmax(w.transpose(1, 2).reshape({-1, w.size(1)}), 0), odd);
            expect_multinomial(chains.states()[0], s0, even.view({s0.size(0), -1}).sum(1), "visible layer");
            expect_multinomial(chains.states()[2], s2, even.view({s0.size(0), -1}).sum(0), "top layer");
        }
}

TEST(layer_chains, held_units_stand_still_and_the_others_follow_the_conditional_distribution) {
    // Visible unit 0 and the whole top layer are held; the rest settles to p(rest | held).
    const DeepBoltzmann m = random_deep_machine({"bernoulli", "spin", "potts"}, {4, 3, 3});
    const at::Tensor s0 = all_states(m.layers[0]), s1 = all_states(m.layers[1]), s2 = all_states(m.layers[2]);
    const std::int64_t n = 40000;
    HeldUnits held(3);
    held[0] = held_between(m.layers[0], 0, 1), held[2] = held_between(m.layers[2], 0, 3);
    LayerChains chains(m, {at::ones({n, 4}, at::kDouble), {}, s2[2].expand({n, 3})}, {.seed = 9}, held);
    chains.run(25);
    EXPECT_TRUE((chains.states()[0].select(1, 0) == 1).all().item<bool>());
    EXPECT_TRUE(at::equal(chains.states()[2], s2[2].expand({n, 3})));
    const at::Tensor on = (s0.select(1, 0) == 1).nonzero().view(-1),
                     w = joint(m, s0, s1, s2).select(2, 2).index_select(0, on),
                     p = at::softmax(w.reshape({-1}), 0).view(w.sizes()).sum(1);
    expect_multinomial(chains.states()[0], s0.index_select(0, on), p, "visible units");
}

TEST(layer_chains, both_implementations_take_the_same_samples_and_go_on_where_they_stopped) {
    const DeepBoltzmann m = random_deep_machine({"bernoulli", "bernoulli", "bernoulli", "bernoulli"}, {70, 40, 30, 9});
    const LayerStates start{at::ones({20, 70}, at::kDouble), {}, at::zeros({20, 30}, at::kDouble), {}};
    LayerChains fast(m, start, {.seed = 2}), plain(m, start, {.seed = 2, .may_pack_bits = false});
    fast.run(5), plain.run(2);
    LayerChains rest(m, plain.states(), {.seed = 2, .step = plain.step(), .may_pack_bits = false});
    rest.run(3);
    for (int l = 0; l < 4; ++l) EXPECT_TRUE(at::equal(fast.states()[l], rest.states()[l])) << l;
    const LayerMoments a = fast.moments(), b = rest.moments();
    for (int l = 0; l < 4; ++l) EXPECT_LT(largest(a.statistics[l] - b.statistics[l]), 1e-6);
    for (int l = 0; l < 3; ++l) EXPECT_LT(largest(a.correlation[l] - b.correlation[l]), 1e-6);
}
