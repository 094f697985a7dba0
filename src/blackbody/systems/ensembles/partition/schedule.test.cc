#include "blackbody/systems/ensembles/partition/schedule.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/partition/annealing.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"
#include "support/stop.h"

using namespace blackbody;
using blackbody::testing::base_of;
using blackbody::testing::random_machine;

namespace {

/// sd of d ln p*/dt at t, by enumeration.
double speed(const Rbm& machine, const Rbm& base, double t) {
    const at::Tensor v = states_of(machine.visible, 0, std::int64_t{1} << machine.visible.size());
    const Rbm here = between(base, machine, t);
    const at::Tensor p = (-free_energy(here, v) - exact_log_partition(here)).exp();
    const double h = 1e-5;
    const at::Tensor slope =
        (free_energy(between(base, machine, t - h), v) - free_energy(between(base, machine, t + h), v)) / (2 * h);
    const at::Tensor mean = (p * slope).sum();
    return std::sqrt((p * (slope - mean) * (slope - mean)).sum().item<double>());
}

}  // namespace

TEST(schedule, the_pilots_length_is_the_thermodynamic_length) {
    Rbm machine = random_machine("bernoulli", "bernoulli", 10, 8);
    machine.weight *= 3;
    const Rbm base = base_of(machine);
    double length = 0;
    for (int k = 0; k < 100; ++k) length += speed(machine, base, (k + .5) / 100) / 100;
    const Pilot pilot = pilot_run(machine, base, {.chains = 1000, .fraction = .99, .gibbs_steps = 10, .seed = 1});
    EXPECT_NEAR(pilot.length() / length, 1, .1);
}

TEST(schedule, rises_from_0_to_1_and_is_denser_where_the_machine_changes_faster) {
    Rbm machine = random_machine("bernoulli", "bernoulli", 10, 8);
    machine.weight *= 5;
    const Rbm base = base_of(machine);
    const Pilot pilot = pilot_run(machine, base, {.chains = 500, .seed = 2});
    const std::vector<double> betas = evenly_spaced(pilot, 200);
    ASSERT_EQ(betas.size(), 201u);
    EXPECT_EQ(betas.front(), 0);
    EXPECT_EQ(betas.back(), 1);
    EXPECT_TRUE(std::is_sorted(betas.begin(), betas.end()));
    const auto places_in = [&](double from, double to) {
        return static_cast<double>(
            std::count_if(betas.begin(), betas.end(), [&](double t) { return from <= t && t < to; }));
    };
    const double fast = speed(machine, base, .3), slow = speed(machine, base, .9);
    EXPECT_NEAR(places_in(.25, .35) / places_in(.85, .95), fast / slow, .5 * fast / slow);
}

TEST(schedule, annealing_along_it_finds_the_exact_value) {
    Rbm machine = random_machine("spin", "potts", 8, 9);
    machine.weight *= 2;
    const Rbm base = base_of(machine);
    const std::vector<double> betas = evenly_spaced(pilot_run(machine, base, {.seed = 3}), 100);
    const LogPartition z = anneal(machine, base, {.chains = 200, .betas = betas, .seed = 4});
    EXPECT_TRUE(z.trusted());
    EXPECT_LE(z.low, exact_log_partition(machine));
    EXPECT_GE(z.high, exact_log_partition(machine));
}

TEST(schedule, the_pilot_can_be_stopped) {
    const Rbm machine = random_machine("bernoulli", "bernoulli", 10, 8);
    EXPECT_THROW(pilot_run(machine, base_of(machine), {.progress = blackbody::testing::stop_from(0)}), Error);
}
