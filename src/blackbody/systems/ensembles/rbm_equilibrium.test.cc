#include "blackbody/systems/ensembles/rbm_equilibrium.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

TEST(rbm_equilibrium, closed_form_of_independent_units_is_the_sum_over_their_states) {
    for (const char* kind : {"bernoulli", "spin"}) {
        const Rbm rbm = random_machine(kind, kind, 8, 5);
        const at::Tensor states = samples_of_independent(rbm, 50, 3);
        const Rbm base = base_of_means(rbm, states);
        const auto independent = RbmEquilibrium(rbm).independent(states);
        for (const double beta : {.3, 1., 2.2}) {
            const ExactSums sums = exact_sums(at_beta(base, beta));
            const ThermoPoint point = independent->exact({beta}).at(0);
            EXPECT_NEAR(point.energy.value, sums.energy / beta, 1e-9) << kind << " " << beta;
            EXPECT_NEAR(point.heat_capacity.value, sums.energy_variance, 1e-9) << kind << " " << beta;
            EXPECT_NEAR(point.log_z.value, sums.log_z, 1e-9) << kind << " " << beta;
        }
        EXPECT_NEAR(independent->log_z({}).value.value, exact_log_partition(base), 1e-9);
    }
}

TEST(rbm_equilibrium, anneals_to_the_system_at_another_beta) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 9, 6);
    AnnealingPlan plan{.beta = .5, .chains = 300, .seed = 4};
    for (int k = 0; k <= 200; ++k) plan.betas.push_back(k / 200.);
    const LogPartition z = RbmEquilibrium(rbm).anneal(plan);
    EXPECT_NEAR(z.log_z, exact_log_partition(at_beta(rbm, .5)), 4 * z.relative_error());
    EXPECT_GT(std::abs(exact_log_partition(rbm) - exact_log_partition(at_beta(rbm, .5))), 8 * z.relative_error());
    EXPECT_EQ(z.log_z_of_start, 15 * std::log(2.));
}

TEST(rbm_equilibrium, of_real_units_has_no_infinite_temperature_and_starts_uncoupled) {
    const RbmEquilibrium system(random_machine("gaussian", "bernoulli", 5, 4));
    EXPECT_FALSE(system.has_infinite_temperature());
    EXPECT_THROW(system.infinite_temperature(), std::exception);
    EXPECT_TRUE(at::equal(system.disordered(7, 2), system.uncoupled(7, 2)));
    EXPECT_FALSE(system.mean_spins(0, system.uncoupled(7, 2)).defined());
}
