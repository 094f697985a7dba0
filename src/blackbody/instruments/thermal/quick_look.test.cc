#include "blackbody/instruments/thermal/quick_look.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

TEST(quick_look, agrees_with_enumeration) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 12, 8);
    const std::vector<Measurement> seen = quick_look(RbmEquilibrium(rbm), {});
    const ExactSums exact = exact_sums(rbm);
    const Measurement &partition = seen[0], &thermal = seen[1];
    EXPECT_NEAR(find_estimate(partition, "log_z")->value, exact.log_z, .05);
    EXPECT_NEAR(find_estimate(thermal, "energy")->value, exact.energy, 5 * std::sqrt(exact.energy_variance / 400));
    EXPECT_NEAR(find_estimate(thermal, "heat_capacity")->value / exact.energy_variance, 1, .25);
    EXPECT_DOUBLE_EQ(find_estimate(thermal, "entropy")->value,
                     find_estimate(thermal, "energy")->value + find_estimate(partition, "log_z")->value);
}

TEST(quick_look, finds_the_peak_of_two_levels_on_its_fine_ladder) {
    // One pair of units with W = 1 would peak at β = 3.6 (Schottky); W = 4 brings it to .9.
    Rbm rbm{free_layer(find_unit("bernoulli"), 60), free_layer(find_unit("bernoulli"), 60),
            4 * at::eye(60, at::kDouble)};
    double x = 3;
    for (int k = 0; k < 200; ++k) x = (x + 2 / std::tanh((x - std::log(3.)) / 2)) / 2;
    const double step = peak_resolution({});
    EXPECT_NEAR(step, .01, 1e-12);
    const double found = find_estimate(quick_look(RbmEquilibrium(rbm), {})[1], "cooling_peak_beta")->value;
    EXPECT_NEAR(found, x / 4, .2);
    EXPECT_NEAR(std::remainder(found - .1, step), 0, 1e-9);
}

TEST(quick_look, takes_a_known_ln_z_and_given_starts) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 12, 8);
    QuickLookOptions options;
    options.log_z = 3.5, options.start = at::ones({64, 12}, at::kDouble);
    options.data = at::zeros({1, 12}, at::kDouble);
    const Measurement partition = quick_look(RbmEquilibrium(rbm), options)[0];
    EXPECT_EQ(find_estimate(partition, "log_z")->value, 3.5);
    EXPECT_NEAR(find_estimate(partition, "log_probability")->value,
                -free_energy(rbm, options.data).item<double>() - 3.5, 1e-12);
}
