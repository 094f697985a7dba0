#include "blackbody/instruments/thermal/independent_units.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/instruments/thermal/overlaps.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "blackbody/systems/ensembles/units/spins.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

Rbm uncoupled() {
    Rbm rbm = random_machine("bernoulli", "bernoulli", 9, 7);
    rbm.weight = at::zeros_like(rbm.weight);
    return rbm;
}

std::vector<LayerMeans> means_of(const Rbm& rbm, const ExactSums& sums) {
    return {{"visible", spin_means(rbm.visible, sums.visible_statistics[0])},
            {"hidden", spin_means(rbm.hidden, sums.hidden_statistics[0])}};
}

}  // namespace

TEST(independent_units, have_the_entropy_and_the_susceptibilities_of_a_machine_without_weights) {
    const Rbm rbm = uncoupled();
    const ExactSums sums = exact_sums(rbm);
    const Modes modes = modes_of(at::eye(9, 7, at::kDouble), 1);
    const std::vector<Measurement> all = independent_units(means_of(rbm, sums), modes);
    EXPECT_NEAR(find_estimate(all[0], "entropy")->value, sums.energy + sums.log_z, 1e-9);
    EXPECT_NEAR(find_estimate(all[0], "heat_capacity")->value, sums.energy_variance, 1e-9);

    // By sampling: overlaps, and the state along one direction.
    const at::Tensor spins = as_spins(rbm.visible, samples_of_independent(rbm, 3000, 1));
    const std::vector<Estimate> seen = overlap_estimates(spins, spins);
    for (const Estimate& estimate : seen) {
        if (estimate.name == "edwards_anderson") continue;  // with itself
        EXPECT_NEAR(find_estimate(all[3], estimate.name)->value, estimate.value, 5 * estimate.error.std_error())
            << estimate.name;
    }
    const double rms = magnetisations(modes, spins).square().mean().sqrt().item<double>();
    EXPECT_NEAR(find_estimate(all[1], "first_magnetisation")->value, rms, .02);
}

TEST(independent_units, with_the_means_of_a_machine_have_more_entropy_than_it) {
    const Rbm rbm = random_machine("bernoulli", "spin", 8, 6);
    const ExactSums sums = exact_sums(rbm);
    const std::vector<Measurement> all = independent_units(means_of(rbm, sums), modes_of(rbm.weight, 1));
    EXPECT_GT(find_estimate(all[0], "entropy")->value, sums.energy + sums.log_z + 1e-3);
}

TEST(independent_units, of_other_kinds_have_no_closed_form_here) {
    const Rbm rbm = random_machine("gaussian", "bernoulli", 5, 4);
    const auto means = layer_means(RbmEquilibrium(rbm), at::zeros({2, 5}, at::kDouble));
    EXPECT_TRUE(independent_units(means, modes_of(rbm.weight, 1)).empty());
}
