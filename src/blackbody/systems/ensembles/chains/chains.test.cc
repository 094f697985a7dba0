#include "blackbody/systems/ensembles/chains/chains.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <iostream>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "support/largest.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::largest;
using blackbody::testing::random_machine;
using blackbody::testing::reference_machine;

namespace {

/// p(v' | v) = Σ_h p(v' | h) p(h | v) of a machine of discrete units, by enumeration, [S, S].
struct Kernel {
    at::Tensor states, p, transition;
    explicit Kernel(const Rbm& rbm) : states(states_of(rbm.visible, 0, std::llround(std::exp2(bits_of(rbm.visible))))) {
        const at::Tensor h = states_of(rbm.hidden, 0, std::llround(std::exp2(bits_of(rbm.hidden)))),
                         joint = own_exponent(rbm.visible, states).sum(1, true) + own_exponent(rbm.hidden, h).sum(1) +
                                 at::matmul(at::matmul(states, rbm.weight), h.t());
        p = at::softmax(joint.view(-1), 0).view(joint.sizes()).sum(1);
        transition = at::matmul(at::softmax(joint, 1), at::softmax(joint, 0).t());
    }
};

}  // namespace

TEST(chains, a_gibbs_step_keeps_the_distribution_and_is_reversible) {
    for (const char* visible : {"bernoulli", "spin", "potts"})
        for (const char* hidden : {"bernoulli", "spin", "potts"}) {
            const Kernel k(random_machine(visible, hidden, 6, 3));
            EXPECT_LT(largest(at::matmul(k.p, k.transition) - k.p), 1e-14) << visible << hidden;
            const at::Tensor flow = k.p.unsqueeze(1) * k.transition;
            EXPECT_LT(largest(flow - flow.t()), 1e-15) << visible << hidden;
        }
}

TEST(chains, the_samplers_make_the_transitions_of_the_definition) {
    // From one state 40,000 chains take one step: where they land is multinomial with the row of the exact kernel.
    for (const bool fast : {false, true})
        for (const char* kind : {"bernoulli", "spin", "potts"}) {
            if (fast && std::string(kind) != "bernoulli") continue;
            const Rbm rbm = random_machine(kind, kind, 6, 3);
            const Kernel k(rbm);
            const std::int64_t n = 40000, s = k.states.size(0);
            Chains chains(rbm, k.states[s / 3].unsqueeze(0).expand({n, 6}), {.seed = 8, .may_pack_bits = fast});
            chains.run(1);
            const at::Tensor landed = at::cdist(chains.visible(), k.states).argmin(1),
                             counts = at::bincount(landed, {}, s).to(at::kDouble), expected = n * k.transition[s / 3];
            const double chi2 = ((counts - expected) * (counts - expected) / expected).sum().item<double>();
            EXPECT_LT(chi2, (s - 1) + 5 * std::sqrt(2. * (s - 1))) << kind << fast;
        }
}

TEST(chains, long_chains_have_the_moments_of_the_exact_sums) {
    for (const char* visible : {"bernoulli", "gaussian", "relu", "drelu"}) {
        const Rbm rbm = random_machine(visible, "bernoulli", 8, 4);
        Chains chains(rbm, at::zeros({20000, 8}, at::kDouble), {.seed = 5});
        chains.run(30);
        const ExactSums exact = exact_sums(rbm);
        EXPECT_LT(largest(chains.moments().correlation - exact.correlation), .05) << visible;
        EXPECT_LT(largest(chains.moments().visible_statistics - exact.visible_statistics), .07) << visible;
    }
}

TEST(chains, both_implementations_and_any_cut_give_the_same_states) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 100, 70);
    const at::Tensor start = (uniform_numbers({.seed = 1}, 50, 100) < .5).to(at::kDouble);
    const auto after = [&](std::int64_t from, std::int64_t count, bool fast) {
        Chains chains(rbm, start.narrow(0, from, count), {.seed = 2, .first_chain = from, .may_pack_bits = fast});
        chains.run(5);
        return chains.visible();
    };
    const at::Tensor whole = after(0, 50, true);
    EXPECT_TRUE(at::equal(whole, at::cat({after(0, 13, true), after(13, 37, true)})));
    EXPECT_TRUE(at::equal(whole, after(0, 50, false)));
}

TEST(chains, a_chain_goes_on_where_it_stopped) {
    const Rbm rbm = random_machine("bernoulli", "spin", 10, 7);
    const at::Tensor start = at::ones({9, 10}, at::kDouble);
    Chains whole(rbm, start, {.seed = 6}), first(rbm, start, {.seed = 6});
    whole.run(7);
    first.run(4);
    Chains second(rbm, first.visible(), {.seed = 6, .step = first.step()});
    second.run(3);
    EXPECT_TRUE(at::equal(whole.visible(), second.visible()));
}

TEST(chains, moments_of_both_implementations_agree) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 65, 33);
    const at::Tensor v = (uniform_numbers({.seed = 4}, 77, 65) < .5).to(at::kDouble);
    const Chains::Moments fast = Chains(rbm, v, {}).moments(), plain = moments_of(rbm, v);
    EXPECT_LT(largest(fast.correlation - plain.correlation), 1e-6);
    EXPECT_LT(largest(fast.visible_statistics - plain.visible_statistics), 1e-12);
    EXPECT_LT(largest(fast.hidden_statistics - plain.hidden_statistics), 1e-6);
}

TEST(chains, the_implementations_differ_only_where_the_last_bits_decide_and_that_is_rare) {
    // Eight steps of 1000 chains of the 500-unit machine; each half-step of both implementations starts from the same
    // states.
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Rbm machine = reference_machine("500");
    const ChainRandom random{3, 0};
    Chains chains(machine, (uniform_numbers({.seed = 1}, 1000, 784) < .13).to(at::kDouble), {.seed = 3});
    std::int64_t decided_otherwise = 0, draws = 0;
    double furthest = 0;
    for (std::uint64_t step = 0; step < 8; ++step) {
        const at::Tensor before = chains.visible();
        chains.run(1);
        const at::Tensor h = chains.hidden(), v = chains.visible();
        const auto look = [&](const Layer& layer, const at::Tensor& field, const at::Tensor& taken, Side side) {
            const at::Tensor p = layer.unit->mean(layer, field),
                             u = uniform_numbers(random.of(step, side), taken.size(0), taken.size(1)),
                             other = (u < p) != (taken > 0);
            decided_otherwise += other.sum().item<std::int64_t>(), draws += taken.numel();
            furthest = std::max(furthest, at::where(other, (u - p).abs(), 0.).max().item<double>());
        };
        look(machine.hidden, field_of_hidden(machine, before), h, hidden_side);
        look(machine.visible, field_of_visible(machine, h), v, visible_side);
    }
    std::cout << decided_otherwise << " of " << draws << " draws decided by the last bits; |u - p| up to " << furthest
              << "\n";
    RecordProperty("decided_otherwise", static_cast<int>(decided_otherwise));
    EXPECT_LT(furthest, 1e-6);
    EXPECT_LT(static_cast<double>(decided_otherwise) / static_cast<double>(draws), 1e-6);
}
