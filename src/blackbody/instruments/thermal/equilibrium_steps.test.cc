#include "blackbody/instruments/thermal/equilibrium_steps.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "support/machines.h"
#include "support/random.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

std::vector<double> ladder(double from, double to, int points) {
    std::vector<double> betas;
    for (int k = 0; k < points; ++k) betas.push_back(from + (to - from) * k / (points - 1));
    return betas;
}

std::int64_t failing(const std::vector<EquilibriumStep>& steps) {
    return std::count_if(steps.begin(), steps.end(), [](const EquilibriumStep& s) { return s.fails; });
}

/// A point whose chains all have energy u and, given v, the variance `var`.
SweepPoint point(double beta, double u, double var) {
    return {beta, at::full({2, 20}, u, at::kDouble), at::full({2, 20}, var, at::kDouble), {}, {}};
}

}  // namespace

TEST(equilibrium, energies_that_fall_as_their_variance_says_pass_and_others_fail) {
    // Var E = 3 and constant: U falls by .3 from β to β + .1, and the trapezium is exact.
    const std::vector<SweepPoint> right = {point(1, 0, 3), point(1.1, -.3, 3), point(1.2, -.6, 3)};
    for (const EquilibriumStep& step : equilibrium_steps(right, 2)) EXPECT_NEAR(step.difference, 0, 1e-12);

    // The same with noise over chains, and one energy that stays behind.
    std::vector<SweepPoint> lags = right;
    blackbody::testing::RandomTensors random(1);
    for (SweepPoint& p : lags) p.energy = p.energy + .1 * random.normal({2, 20}, at::kDouble);
    EXPECT_EQ(failing(equilibrium_steps(lags, 2)), 0);
    lags[2].energy = lags[2].energy + .3;
    const auto steps = equilibrium_steps(lags, 2);
    EXPECT_EQ(failing(steps), 1);
    EXPECT_TRUE(steps[1].fails);
    EXPECT_EQ(doubtful_points(steps), (std::vector<bool>{false, true, true}));
}

TEST(equilibrium, does_not_depend_on_the_order_of_the_sweep) {
    const std::vector<SweepPoint> down = {point(1.2, -.6, 3), point(1.1, -.2, 3), point(1, 0, 3)};
    const auto steps = equilibrium_steps(down, 2);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].from, 1);
    EXPECT_NEAR(steps[0].difference, .1, 1e-12);
    EXPECT_NEAR(steps[1].difference, -.1, 1e-12);
}

TEST(equilibrium, a_machine_that_mixes_passes_and_a_ferromagnet_swept_too_fast_fails) {
    const Rbm calm = random_machine("bernoulli", "bernoulli", 10, 8);
    std::int64_t wrong = 0;
    for (Seed seed = 0; seed < 20; ++seed) {
        const at::Tensor start = samples_of_independent(at_beta(calm, 0), 64, seed);
        wrong += failing(equilibrium_steps(sweep(RbmEquilibrium(calm), start, ladder(.1, 1.5, 15),
                                                 {.chains = 64, .burn_in = 20, .evaluations = 10, .seed = seed}),
                                           14));
    }
    EXPECT_LE(wrong, 2);  // 1 % of 20 runs

    // One step a temperature through the transition of a Curie and Weiss machine.
    const Rbm ordered{free_layer(find_unit("spin"), 40), free_layer(find_unit("spin"), 40),
                      at::ones({40, 40}, at::kDouble) * .05};
    std::int64_t caught = 0;
    for (Seed seed = 0; seed < 10; ++seed) {
        const at::Tensor start = samples_of_independent(at_beta(ordered, 0), 64, seed);
        caught +=
            failing(equilibrium_steps(sweep(RbmEquilibrium(ordered), start, ladder(.3, 3, 28),
                                            {.chains = 64, .burn_in = 0, .evaluations = 1, .stride = 1, .seed = seed}),
                                      27));
    }
    EXPECT_GT(caught, 8);  // of 270 steps a machine that mixes fails in 3 (more than 8: one in 500)
}

TEST(equilibrium, of_a_gap_only_what_errors_do_not_explain_is_left) {
    EXPECT_EQ(beyond_chance(1, 2), 0);
    EXPECT_NEAR(beyond_chance(-5, 3), 4, 1e-12);
}
