#include "blackbody/systems/ensembles/annealing.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <chrono>

#include "blackbody/systems/ensembles/enumeration.h"
#include "blackbody/systems/ensembles/sampling.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;
using blackbody::testing::reference_machine;

namespace {

std::vector<double> even(int steps) {
    std::vector<double> betas;
    for (int k = 0; k <= steps; ++k) betas.push_back(static_cast<double>(k) / steps);
    return betas;
}

Rbm base_of(const Rbm& machine) { return independent(machine, machine.visible.theta); }

}  // namespace

TEST(annealing, the_bar_holds_the_exact_value_for_every_pair_of_kinds) {
    int inside = 0, pairs = 0;
    for (const char* visible : {"bernoulli", "spin", "potts", "gaussian", "relu", "drelu"})
        for (const char* hidden : {"bernoulli", "spin", "potts"}) {
            const Rbm machine = random_machine(visible, hidden, 9, 6);
            const LogPartition z = anneal(machine, base_of(machine), {.chains = 200, .betas = even(60), .seed = 4});
            const double exact = exact_log_partition(machine);
            EXPECT_TRUE(z.trusted());
            EXPECT_NEAR(z.log_z, exact, .15) << visible << hidden;
            inside += z.low <= exact && exact <= z.high, ++pairs;
        }
    EXPECT_EQ(inside, pairs);  // three standard errors, 18 pairs: one miss in 20 runs of this test at most
}

TEST(annealing, the_fast_and_the_plain_road_take_the_same_samples) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 70, 40);
    const AnnealingOptions options{.chains = 30, .betas = even(50), .seed = 1};
    const LogPartition fast = anneal(machine, base_of(machine), options),
                       plain = anneal_plainly(machine, base_of(machine), options);
    for (int n = 0; n < 30; ++n) EXPECT_NEAR(fast.log_weights[n], plain.log_weights[n], 1e-3) << n;
}

TEST(annealing, forwards_and_backwards_close_on_the_truth) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 12, 8);
    const double exact = exact_log_partition(machine);
    // Exact samples: states with their probabilities.
    const at::Tensor states = states_of(machine.visible, 0, 4096),
                     p = (-free_energy(machine, states) - exact).exp(),
                     which = at::searchsorted(p.cumsum(0), uniform_numbers({.seed = 3}, 400, 1).view(-1));
    const AnnealingOptions options{.chains = 400, .betas = even(40), .seed = 2};
    const LogPartition up = anneal(machine, base_of(machine), options),
                       down = anneal_backwards(machine, base_of(machine), states.index_select(0, which), options);
    EXPECT_LE(up.low, exact);
    EXPECT_GE(down.high, exact);
    EXPECT_NEAR(up.log_z, down.log_z, .1);
}

TEST(annealing, the_schedule_is_that_of_salakhutdinov_and_murray) {
    const std::vector<double> betas = salakhutdinov_murray_betas();
    EXPECT_EQ(betas.size(), 14501u);
    EXPECT_DOUBLE_EQ(betas[500], .5);
    EXPECT_DOUBLE_EQ(betas[4500], .9);
    EXPECT_EQ(betas.back(), 1);
    EXPECT_TRUE(std::is_sorted(betas.begin(), betas.end()));
}

TEST(annealing, one_chain_that_carries_all_the_weight_is_not_trusted) {
    const LogPartition z = summarised({0, 0, 50}, 1);
    EXPECT_NEAR(z.effective, 1, 1e-9);
    EXPECT_FALSE(z.trusted());
    EXPECT_EQ(z.low, -std::numeric_limits<double>::infinity());
}

TEST(annealing, can_be_stopped) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 6, 4);
    AnnealingOptions options{.chains = 10, .betas = even(500)};
    options.go_on = [](double done) { return done < .5; };
    EXPECT_THROW(anneal(machine, base_of(machine), options), Error);
}

TEST(annealing, xxtime) {
    const Rbm machine = reference_machine("500");
    std::vector<double> betas = salakhutdinov_murray_betas(), few;
    for (std::size_t i = 0; i < betas.size(); i += 14) few.push_back(betas[i]);
    few.push_back(1);
    for (int threads : {1, 2}) {
        at::set_num_threads(threads);
        const auto t = std::chrono::steady_clock::now();
        const LogPartition z = anneal(machine, base_of(machine), {.chains = 100, .betas = few});
        const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
        printf("%d threads: %.3f ms a beta, %.3f [%.3f %.3f] eff %.1f\n", threads, 1e3 * s / few.size(), z.log_z, z.low, z.high, z.effective);
    }
}
