#include "blackbody/systems/ensembles/partition/trajectory.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_deep_machine;

namespace {

/// W = 0 and free hidden units: where a trajectory starts.
DeepBoltzmann base_of(const DeepBoltzmann& machine) {
    std::vector<at::Tensor> theta;
    for (std::size_t l = 0; l < machine.layers.size(); ++l)
        theta.push_back(l == 0 ? machine.layers[0].theta
                               : free_layer(*machine.layers[l].unit, machine.layers[l].size()).theta);
    return independent(machine, theta);
}

}  // namespace

TEST(trajectory, ln_z_at_every_checkpoint_is_the_exact_one_within_its_error) {
    // Machines on the way to strong couplings, some of them leaps.
    int outside = 0, points = 0;
    for (const std::vector<std::string>& kinds :
         {std::vector<std::string>{"bernoulli", "bernoulli"}, {"bernoulli", "spin", "potts"}, {"spin", "bernoulli"}}) {
        const DeepBoltzmann goal = random_deep_machine(kinds, {8, 6, 3}), base = base_of(goal);
        Trajectory way(base, {.chains = 400, .seed = 3});
        EXPECT_NEAR(way.log_z().value, exact_log_partition(base), 1e-12);
        for (const double t : {.2, .3, .9, 1.5, 3., 2.}) {
            const DeepBoltzmann machine = between(base, goal, t);
            way.advance(machine);
            const Estimate z = way.log_z();
            EXPECT_NEAR(z.value, exact_log_partition(machine), 5 * z.error.std_error() + 1e-3) << kinds[1] << t;
            outside += std::abs(z.value - exact_log_partition(machine)) > 2 * z.error.std_error(), ++points;
        }
    }
    EXPECT_LE(outside, 4) << "of " << points;  // one in twenty is expected, and neighbours go together
}

TEST(trajectory, goes_on_from_its_state_with_the_same_digits) {
    const DeepBoltzmann goal = random_deep_machine({"bernoulli", "spin", "potts"}, {8, 6, 3}), base = base_of(goal);
    Trajectory whole(base, {.chains = 50, .seed = 1}), other(base, {.chains = 50, .seed = 1});
    whole.advance(between(base, goal, 2));
    other.restore(whole.state(), between(base, goal, 2));
    whole.advance(between(base, goal, 3));
    other.advance(between(base, goal, 3));
    EXPECT_EQ(whole.log_z().value, other.log_z().value);
    EXPECT_EQ(whole.effective(), other.effective());
    Trajectory smaller(base, {.chains = 49});
    EXPECT_ANY_THROW(smaller.restore(whole.state(), goal));
}

TEST(trajectory, redraws_its_chains_before_few_of_them_carry_the_weight) {
    const DeepBoltzmann goal = random_deep_machine({"bernoulli", "bernoulli"}, {8, 6}), base = base_of(goal);
    Trajectory way(base, {.chains = 200, .min_steps = 2, .max_steps = 3, .seed = 3});
    for (const double t : {1., 4., 10., 30.}) {
        way.advance(between(base, goal, t));
        EXPECT_GE(way.effective(), 100 - 1e-9) << t;
    }
}
