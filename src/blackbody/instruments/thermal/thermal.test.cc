#include "blackbody/instruments/thermal/thermal.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "support/machines.h"
#include "support/random.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::notes_say;
using blackbody::testing::random_machine;
using blackbody::testing::RandomTensors;

namespace {

constexpr std::int64_t chains = 32;

/// Chains whose energies lie about u as normal numbers of this spread, independent at every evaluation.
SweepPoint point(RandomTensors& random, double beta, double u, double spread) {
    const at::Tensor noise = random.normal({8, chains}, at::kDouble) * spread;
    return {beta, u + noise, at::zeros({8, chains}, at::kDouble), {}, {}};
}

/// Branches that agree up to β = .9 and from there on differ by `gap`; both anchors say that the heated one is stable.
Branches apart_by(double gap) {
    RandomTensors random(3);
    Branches b{.hot = {.beta = .5, .log_z = 0}, .cold = {.beta = 1.1, .log_z = 70}};
    for (const double beta : {.5, .6, .7, .8, .9, 1., 1.1}) {
        b.cooling.push_back(point(random, beta, -100 * beta, 10));
        b.heating.push_back(point(random, beta, -100 * beta - (beta > .85 ? gap : 0), 10));
    }
    return b;
}

Measurement measured(const Branches& b, const ThermalChecks& checks = {}) {
    return measurement_of(thermal_of(b, checks));
}

const Estimate& number(const Measurement& m, const std::string& name) {
    const Estimate* e = find_estimate(m, name);
    if (e == nullptr) throw std::runtime_error("no " + name);
    return *e;
}

}  // namespace

TEST(thermal, what_the_branches_disagree_by_at_one_goes_into_the_bars_and_is_told) {
    const Measurement agree = measured(apart_by(0)), differ = measured(apart_by(26));
    EXPECT_LT(number(agree, "energy").error.std_error(), 2);
    EXPECT_NEAR(number(differ, "energy").error.std_error(), 26, 3);
    EXPECT_GT(number(differ, "entropy").error.std_error(), 20);
    EXPECT_NEAR(number(differ, "branch_gap").value, 26, 3);
    EXPECT_TRUE(notes_say(differ.notes, "at β = 1 the cooled branch has U = "));
    EXPECT_FALSE(notes_say(agree.notes, "at β = 1 the cooled branch has U = "));
}

TEST(thermal, points_out_of_equilibrium_are_grey) {
    const Measurement differ = measured(apart_by(26));
    const Curve& energy = differ.curves.front();
    ASSERT_EQ(energy.name, "energy");
    for (const CurveSeries& series : energy.series)
        if (series.name == "stable") {
            ASSERT_EQ(series.doubtful.size(), 7u);
            EXPECT_FALSE(series.doubtful[1]);
            EXPECT_TRUE(series.doubtful[5]);
        }
    EXPECT_EQ(number(differ, "cooling_out_of_equilibrium").value, 0);  // U falls by 10 a step, Var E is 100
    EXPECT_GE(number(differ, "heating_out_of_equilibrium").value, 1);
    EXPECT_TRUE(notes_say(differ.notes, "heated"));
}

TEST(thermal, where_chains_do_not_mix_the_bars_at_one_are_the_spread_from_chain_to_chain) {
    const ThermalChecks frozen{.at_one = {.energy_r_hat = 3, .energy_spread = 7, .heat_capacity_spread = 40}};
    const Measurement m = measured(apart_by(0), frozen);
    EXPECT_NEAR(number(m, "energy").error.std_error(), 7, 1);
    EXPECT_GT(number(m, "heat_capacity").error.std_error(), 39);
    EXPECT_TRUE(notes_say(m.notes, "the chains do not mix"));
    ThermalChecks mixing = frozen;
    mixing.at_one.energy_r_hat = 1.02;
    EXPECT_LT(number(measured(apart_by(0), mixing), "energy").error.std_error(), 2);
}

TEST(thermal, a_slower_sweep_tells_how_far_the_loop_shrinks) {
    const Branches fast = apart_by(26);
    const Measurement m = measured(fast, {.slower = SlowerSweep{apart_by(6), 4}});
    EXPECT_NEAR(number(m, "loop_area").value, 26 * .25, 2);
    EXPECT_NEAR(number(m, "loop_area_slower").value, 6 * .25, 2);
    EXPECT_NEAR(number(m, "branch_gap_slower").value, 6, 3);
    EXPECT_TRUE(notes_say(m.notes, "4 times slower"));
    EXPECT_EQ(m.curves.back().name, "branch_gap");
    EXPECT_EQ(m.curves.back().series.size(), 2u);
}

TEST(thermal, the_peak_of_c_is_told_beside_the_jump_and_keeps_its_own_beta) {
    // A jump at .75 between straight branches, and C largest at 1 on the ordered one.
    RandomTensors random(4);
    Branches b{.hot = {.beta = .5, .log_z = 0}, .cold = {.beta = 1.1, .log_z = 70}};
    for (const double beta : {.5, .6, .7, .8, .9, 1., 1.1}) {
        const bool in_loop = beta > .65 && beta < .85;
        b.cooling.push_back(point(random, beta, in_loop || beta < .65 ? 0 : -200, beta == 1. ? 30 : 5));
        b.heating.push_back(point(random, beta, in_loop || beta > .85 ? -200 : 0, beta == 1. ? 30 : 5));
    }
    const Thermal thermal = thermal_of(b, {});
    ASSERT_TRUE(thermal.transition.has_value());
    const Measurement m = measurement_of(thermal);
    EXPECT_NEAR(number(m, "peak_beta").value, 1, 1e-12);
    EXPECT_GT(number(m, "peak_heat_capacity").value, 500);
    EXPECT_LT(number(m, "transition_beta").value, .9);
    EXPECT_TRUE(notes_say(m.notes, "C has a maximum of its own"));
    EXPECT_EQ(number(m, "peak_low").value, 1);
}

TEST(thermal, what_a_slower_sweep_moves_is_in_the_errors_of_the_transition) {
    RandomTensors random(5);
    // A jump of 200 nat; swept slower of 180, as where a tenth of the chains fell before the branches crossed.
    const auto with_jump = [&](double jump) {
        Branches b{.hot = {.beta = .5, .log_z = 0}, .cold = {.beta = 1.1, .log_z = 70}};
        for (const double beta : {.5, .6, .7, .8, .9, 1., 1.1}) {
            const bool in_loop = beta > .65 && beta < .85;
            b.cooling.push_back(point(random, beta, in_loop || beta < .65 ? 0 : -jump, 5));
            b.heating.push_back(point(random, beta, in_loop || beta > .85 ? -jump : 0, 5));
        }
        return b;
    };
    const Branches fast = with_jump(200);
    const Measurement alone = measured(fast), beside = measured(fast, {.slower = SlowerSweep{with_jump(180), 4}});
    EXPECT_NEAR(number(beside, "latent_heat").value, number(alone, "latent_heat").value, 1e-12);
    const double shift = number(beside, "latent_heat_slower").value - number(alone, "latent_heat").value;
    EXPECT_NEAR(shift, -20, 5);
    EXPECT_NEAR(number(beside, "latent_heat").error.std_error(),
                std::hypot(number(alone, "latent_heat").error.std_error(), shift), 1e-9);
    EXPECT_NEAR(number(beside, "transition_beta").error.std_error(),
                std::hypot(number(alone, "transition_beta").error.std_error(),
                           number(beside, "transition_beta_slower").value - number(alone, "transition_beta").value),
                1e-9);
    // A slower sweep whose branches do not cross moves nothing.
    const Measurement apart = measured(fast, {.slower = SlowerSweep{apart_by(0), 4}});
    EXPECT_NEAR(number(apart, "latent_heat").error.std_error(), number(alone, "latent_heat").error.std_error(), 1e-12);
}

TEST(thermal, an_enumerated_curve_needs_no_wider_bar_and_is_never_grey) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 8, 6);
    std::vector<double> betas;
    for (const SweepPoint& p : apart_by(0).cooling) betas.push_back(p.beta);
    const Measurement m = measured(apart_by(26), {.exact = RbmEquilibrium(rbm).exact(betas)});
    EXPECT_EQ(number(m, "energy").error.kind(), Uncertainty::Kind::exact);
    EXPECT_EQ(number(m, "entropy").error.kind(), Uncertainty::Kind::exact);
    EXPECT_EQ(number(m, "peak_in_equilibrium").value, 1);
}
