#include "blackbody/systems/ensembles/chains/tempering.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"
#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::base_of;
using blackbody::testing::random_machine;

namespace {

const std::vector<double> five{0, .25, .5, .75, 1};

}  // namespace

TEST(tempering, every_rung_keeps_its_own_distribution) {
    for (const char* kind : {"bernoulli", "spin"}) {
        Rbm machine = random_machine(kind, "bernoulli", 6, 4);
        machine.weight *= 2;
        const Rbm base = base_of(machine);
        const at::Tensor start = at::ones({400, 6}, at::kDouble);
        Tempering chains(machine, base, start, {.ladder = five, .seed = 4});
        chains.run(30);
        at::Tensor mean = at::zeros({5, 6}, at::kDouble);
        for (int t = 0; t < 50; ++t) {
            chains.run(1);
            mean += chains.visible().mean(1) / 50;
        }
        for (int k = 0; k < 5; ++k) {
            const at::Tensor exact = exact_sums(between(base, machine, five[k])).visible_statistics[0];
            EXPECT_LT((mean[k] - exact).abs().max().item<double>(), .02) << kind << k;
        }
        EXPECT_GT(chains.round_trips(), 100);
        for (const double rate : chains.swap_rates()) EXPECT_GT(rate, .3);
    }
}

TEST(tempering, the_joint_chain_of_two_rungs_is_stationary) {
    // One sweep from exact samples of both rungs leaves their distributions: a wrong acceptance would not.
    Rbm machine = random_machine("bernoulli", "bernoulli", 3, 3);
    machine.weight *= 4;
    const Rbm base = base_of(machine);
    const at::Tensor states = states_of(machine.visible, 0, 8);
    const std::int64_t n = 200000;
    std::vector<at::Tensor> start, p;
    for (const double t : {.2, 1.}) {
        const Rbm rung = between(base, machine, t);
        p.push_back((-free_energy(rung, states) - exact_log_partition(rung)).exp());
        const at::Tensor u = (at::arange(n, at::kDouble) + .5) / static_cast<double>(n);
        start.push_back(states.index_select(0, at::searchsorted(p.back().cumsum(0), u).clamp_max(7)));
    }
    // Rungs independent of each other: one of them in another order.
    start[1] = start[1].index_select(0, (at::arange(n) * 77773).remainder(n));
    Tempering chains(machine, base, at::stack(start), {.ladder = {.2, 1}, .seed = 1});
    chains.run(1);
    for (int k = 0; k < 2; ++k) {
        const at::Tensor code = at::matmul(chains.visible(k), at::tensor({1., 2., 4.}, at::kDouble)).to(at::kLong),
                         share = at::bincount(code, {}, 8).to(at::kDouble) / static_cast<double>(n),
                         error = (p[k] * (1 - p[k]) / static_cast<double>(n)).sqrt();
        EXPECT_LT(((share - p[k]) / error).abs().max().item<double>(), 4.5) << k;
    }
}

TEST(tempering, both_implementations_draw_the_same_states) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 70, 40);
    const at::Tensor start = at::zeros({20, 70}, at::kDouble);
    Tempering fast(machine, base_of(machine), start, {.ladder = five, .seed = 2}),
        plain(machine, base_of(machine), start, {.ladder = five, .seed = 2, .may_pack_bits = false});
    fast.run(10), plain.run(10);
    EXPECT_TRUE(at::equal(fast.visible(), plain.visible()));
    EXPECT_EQ(fast.swap_rates(), plain.swap_rates());
    EXPECT_EQ(fast.round_trips(), plain.round_trips());
}

TEST(tempering, goes_on_where_it_stopped) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 30, 20);
    const at::Tensor start = at::zeros({10, 30}, at::kDouble);
    Tempering whole(machine, base_of(machine), start, {.ladder = five, .seed = 2});
    whole.run(9);
    Tempering first(machine, base_of(machine), start, {.ladder = five, .seed = 2});
    first.run(4);
    Tempering second(machine, base_of(machine), first.visible(), {.ladder = five, .seed = 2, .step = first.step()});
    second.run(5);
    EXPECT_TRUE(at::equal(whole.visible(), second.visible()));
}

TEST(tempering, threads_do_not_change_a_state) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 70, 40);
    const at::Tensor start = at::zeros({30, 70}, at::kDouble);
    std::vector<at::Tensor> seen;
    for (const int threads : {1, 2}) {
        const blackbody::testing::WithThreads guard(threads);
        Tempering chains(machine, base_of(machine), start, {.ladder = five, .seed = 7});
        chains.run(5);
        seen.push_back(chains.visible());
    }
    EXPECT_TRUE(at::equal(seen[0], seen[1]));
}

TEST(tempering, log_weights_are_those_of_the_machines_on_the_way) {
    const Rbm machine = random_machine("spin", "potts", 8, 6), base = base_of(machine);
    const at::Tensor v = states_of(machine.visible, 3, 20), all = log_weights_along(machine, base, five, v);
    for (int k = 0; k < 5; ++k)
        EXPECT_LT((all[k] + free_energy(between(base, machine, five[k]), v)).abs().max().item<double>(), 1e-12);
}

TEST(tempering, a_ladder_of_zeros_is_one_of_temperatures) {
    const Rbm machine = random_machine("bernoulli", "spin", 6, 4);
    const at::Tensor v = states_of(machine.visible, 0, 64);
    EXPECT_LT((free_energy(between(zeros_like(machine), machine, 1.4), v) - free_energy(at_beta(machine, 1.4), v))
                  .abs()
                  .max()
                  .item<double>(),
              1e-12);
}

TEST(tempering, refuses_a_ladder_that_does_not_rise) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 6, 4);
    EXPECT_THROW(Tempering(machine, base_of(machine), at::zeros({2, 6}), {.ladder = {1, 0}}), Error);
}
