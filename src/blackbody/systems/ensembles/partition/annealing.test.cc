#include "blackbody/systems/ensembles/partition/annealing.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"
#include "support/stop.h"
#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::base_of;
using blackbody::testing::random_machine;
using blackbody::testing::reference_machine;
using blackbody::testing::WithThreads;

namespace {

std::vector<double> even(int steps) {
    std::vector<double> betas;
    for (int k = 0; k <= steps; ++k) betas.push_back(static_cast<double>(k) / steps);
    return betas;
}

}  // namespace

TEST(annealing, the_bar_holds_the_exact_value_for_every_pair_of_kinds) {
    int inside = 0, pairs = 0;
    for (const char* visible : {"bernoulli", "spin", "potts", "gaussian", "relu", "drelu"})
        for (const char* hidden : {"bernoulli", "spin", "potts"}) {
            const Rbm machine = random_machine(visible, hidden, 9, 6);
            const LogPartition z = anneal(machine, base_of(machine), {.chains = 100, .betas = even(30), .seed = 4});
            const double exact = exact_log_partition(machine);
            EXPECT_TRUE(z.trusted());
            EXPECT_NEAR(z.log_z, exact, .3) << visible << hidden;
            inside += z.low <= exact && exact <= z.high, ++pairs;
        }
    EXPECT_GE(inside, pairs - 1);  // at three standard errors two misses in 18 pairs come once in a thousand runs
}

TEST(annealing, bit_packed_and_reference_take_the_same_samples) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 70, 40);
    const AnnealingOptions options{.chains = 30, .betas = even(50), .seed = 1};
    const LogPartition fast = anneal(machine, base_of(machine), options),
                       plain = anneal_by_reference(machine, base_of(machine), options);
    for (int n = 0; n < 30; ++n) EXPECT_NEAR(fast.log_weights[n], plain.log_weights[n], 1e-4) << n;
}

TEST(annealing, forwards_and_backwards_close_on_the_truth) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 12, 8);
    const double exact = exact_log_partition(machine);
    // Exact samples: states with their probabilities.
    const at::Tensor states = states_of(machine.visible, 0, 4096), p = (-free_energy(machine, states) - exact).exp(),
                     which = at::searchsorted(p.cumsum(0), uniform_numbers({.seed = 3}, 400, 1).view(-1));
    const AnnealingOptions options{.chains = 400, .betas = even(40), .seed = 2};
    const LogPartition up = anneal(machine, base_of(machine), options),
                       down = anneal_backwards(machine, base_of(machine), states.index_select(0, which), options);
    EXPECT_LE(up.low, exact);
    EXPECT_GE(down.high, exact);
    EXPECT_NEAR(up.log_z, down.log_z, .1);
}

TEST(annealing, bit_packed_and_reference_take_the_same_samples_backwards) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 70, 40);
    const AnnealingOptions options{.betas = even(50), .seed = 1};
    const at::Tensor start = (uniform_numbers({.seed = 3}, 30, 70) < .5).to(at::kDouble);
    const LogPartition fast = anneal_backwards(machine, base_of(machine), start, options),
                       plain = anneal_backwards_by_reference(machine, base_of(machine), start, options);
    for (int n = 0; n < 30; ++n) EXPECT_NEAR(fast.log_weights[n], plain.log_weights[n], 1e-4) << n;
    EXPECT_NEAR(fast.log_z, plain.log_z, 1e-4);
}

TEST(annealing, weights_do_not_depend_on_threads) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 130, 70);
    const auto weights = [&](int threads) {
        const WithThreads with(threads);
        return anneal(machine, base_of(machine), {.chains = 250, .betas = even(100), .seed = 1}).log_weights;
    };
    EXPECT_EQ(weights(1), weights(2));
}

TEST(annealing, the_schedule_is_that_of_salakhutdinov_and_murray) {
    const std::vector<double> betas = salakhutdinov_murray_betas();
    EXPECT_EQ(betas.size(), 14501u);
    EXPECT_DOUBLE_EQ(betas[500], .5);
    EXPECT_DOUBLE_EQ(betas[4500], .9);
    EXPECT_EQ(betas.back(), 1);
    EXPECT_TRUE(std::is_sorted(betas.begin(), betas.end()));
}

TEST(annealing, salakhutdinovs_machine_is_near_its_published_value_on_a_short_schedule) {
    // Every fifth temperature from the base rates of the data: ln Z = 451.28 is published, with [451.19, 451.37].
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Rbm machine = reference_machine("500");
    std::vector<double> few;
    const std::vector<double> all = salakhutdinov_murray_betas();
    for (std::size_t i = 0; i < all.size(); i += 5) few.push_back(all[i]);
    const Npz data = Npz::open(shared_file("rbm/binarized_mnist_train.npz"));
    const at::Tensor packed = tensor_of(data.read("packed"), "packed").narrow(0, 0, 2000), bit = at::arange(7, -1, -1);
    const at::Tensor pixels = packed.unsqueeze(2).bitwise_right_shift(bit).bitwise_and(1).flatten(1),
                     p = (pixels.to(at::kDouble).sum(0) + 5) / 2010.;
    const LogPartition z = anneal(machine, independent(machine, (p / (1 - p)).log().unsqueeze(0)),
                                  {.chains = 100, .betas = few, .seed = 1});
    EXPECT_NEAR(z.log_z, 451.28, 1);
    EXPECT_GT(z.high, 451.07);
    EXPECT_TRUE(z.trusted());
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
    options.progress = blackbody::testing::stop_from(.5);
    EXPECT_THROW(anneal(machine, base_of(machine), options), Error);
}

TEST(annealing, memory_does_not_grow_with_the_number_of_temperatures) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 70, 40);
    const auto most_memory_after = [&](int temperatures) {
        anneal(machine, base_of(machine), {.chains = 50, .betas = even(temperatures)});
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;  // kB
    };
    // The temperatures themselves are 80 kB; one state a chain and temperature would be 8 MB, one field 160 MB.
    const long few = most_memory_after(1000), many = most_memory_after(10000);
    EXPECT_LT(many - few, 2048);
}
