/// Rules on Boltzmann machines, on results made by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/claims/findings.test.h"

using namespace blackbody;

namespace {

Estimate number(const std::string& name, double value, double error, std::vector<Null> nulls = {}) {
    return {name, value, Uncertainty::of(error), 200, std::move(nulls)};
}

Null shuffled(double value, double low, double high, std::int64_t count = 19) {
    return {"permuted_kernels", value, (low + high) / 2, (high - low) / 4, low, high, count};
}

std::vector<Finding> findings_of(const std::string& name, std::vector<Measurement> measurements) {
    Results results;
    results.measurements = std::move(measurements);
    return blackbody::testing::findings_of(name, results);
}

/// A peak of C, the same read alike with shuffled weights, and more.
Verdict criticality(const Estimate& peak, const Null& null, std::vector<Estimate> more = {}) {
    more.insert(more.begin(), {peak, number("cooling_peak_beta", null.value, .01, {null})});
    const auto found = findings_of("criticality", {{"thermal", "machine", more}});
    EXPECT_EQ(found.size(), 1u);
    return found.at(0).verdict;
}

std::vector<Measurement> with_transition(double heat, double error) {
    return {{"thermal",
             "machine",
             {number("transition_beta", .61, .01), number("latent_heat", heat, error), number("loop_area", 20, 1)}}};
}

}  // namespace

TEST(criticality, is_supported_by_a_peak_near_one_that_shuffled_weights_do_not_have) {
    EXPECT_EQ(criticality(number("peak_beta", .98, .02), shuffled(.98, .3, .5)), Verdict::supported);
    EXPECT_EQ(criticality(number("peak_beta", 1.4, .02), shuffled(.98, .3, .5), {number("transition_beta", 1, .01)}),
              Verdict::supported);
}

TEST(criticality, is_refuted_by_a_peak_elsewhere_and_no_transition_near_one) {
    EXPECT_EQ(criticality(number("peak_beta", .61, .01), shuffled(.61, .3, .5)), Verdict::refuted);
    EXPECT_EQ(criticality(number("peak_beta", 1.4, .02), shuffled(.6, .3, .5), {number("transition_beta", .6, .01)}),
              Verdict::refuted);
}

TEST(criticality, is_undecided_where_nulls_do_the_same_or_the_error_reaches_across_or_the_range_ends) {
    EXPECT_EQ(criticality(number("peak_beta", .98, .02), shuffled(.98, .9, 1.1)), Verdict::undecided);
    EXPECT_EQ(criticality(number("peak_beta", .98, .02), shuffled(.98, .3, .5, 5)), Verdict::undecided);
    EXPECT_EQ(criticality(number("peak_beta", .88, .02), shuffled(.88, .3, .5)), Verdict::undecided);
    EXPECT_EQ(criticality({"peak_beta", 1.5, Uncertainty::none("at an end of the curve"), 57, {}}, shuffled(1, 0, 1)),
              Verdict::undecided);
}

TEST(criticality, is_undecided_where_the_points_under_the_peak_are_out_of_equilibrium) {
    for (const double peak : {.98, .61})
        EXPECT_EQ(criticality(number("peak_beta", peak, .02), shuffled(.98, .3, .5),
                              {{"peak_in_equilibrium", .5, Uncertainty::none("read from the curve"), 57, {}}}),
                  Verdict::undecided);
}

TEST(criticality, is_not_judged_without_a_curve) { EXPECT_TRUE(findings_of("criticality", {}).empty()); }

TEST(thermal_transition, is_supported_by_a_latent_heat_far_beyond_its_error) {
    const auto found = findings_of("thermal_transition", with_transition(230, 3));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].verdict, Verdict::supported);
    EXPECT_NE(found[0].sentence.find("230"), std::string::npos);
}

TEST(thermal_transition, is_undecided_within_the_error_and_silent_without_a_loop) {
    EXPECT_EQ(findings_of("thermal_transition", with_transition(10, 3)).at(0).verdict, Verdict::undecided);
    EXPECT_TRUE(findings_of("thermal_transition", {{"thermal", "machine", {number("energy", -250, 1)}}}).empty());
}

TEST(thermal_transition, is_undecided_where_the_loop_shrinks_as_lag_would) {
    const auto slower = [](double area) {
        std::vector<Measurement> all = with_transition(230, 3);
        all[0].estimates.push_back(number("loop_area_slower", area, 1));
        return findings_of("thermal_transition", all).at(0);
    };
    EXPECT_EQ(slower(5).verdict, Verdict::undecided);
    EXPECT_NE(slower(5).sentence.find("shrinks"), std::string::npos);
    EXPECT_EQ(slower(17).verdict, Verdict::supported);
}

TEST(thermal_transition, asks_for_a_latent_heat_at_either_speed) {
    // The error of the heat holds the 60 nat that the slower sweep moves: how well it is known, not whether it is.
    const auto slower = [](double heat, double error) {
        std::vector<Measurement> all = with_transition(230, std::hypot(3, heat - 230));
        for (const Estimate& e : {number("loop_area_slower", 17, 1), number("transition_beta_slower", .6, .01),
                                  number("latent_heat_slower", heat, error)})
            all[0].estimates.push_back(e);
        return findings_of("thermal_transition", all).at(0);
    };
    EXPECT_EQ(slower(170, 10).verdict, Verdict::supported);
    EXPECT_NE(slower(170, 10).sentence.find("gives off 170"), std::string::npos) << slower(170, 10).sentence;
    EXPECT_EQ(slower(20, 10).verdict, Verdict::undecided);
}

TEST(thermal_transition, tells_what_became_of_annealing_in_temperature) {
    std::vector<Measurement> all = with_transition(230, 3);
    all.push_back({"plain_annealing", "machine", {{"plain_effective_chains", 2, Uncertainty::exact(), 256, {}}}});
    EXPECT_NE(findings_of("thermal_transition", all).at(0).sentence.find("2 of 256 chains"), std::string::npos);
}

TEST(chains_in_different_modes, speaks_where_the_worst_r_hat_is_beyond_the_published_bound) {
    const auto with = [](double r_hat) {
        return std::vector<Measurement>{
            {"chains", "machine", {number("energy_r_hat", 1.001, .001), number("mode_r_hat", r_hat, .001)}}};
    };
    EXPECT_EQ(findings_of("chains_in_different_modes", with(2.5)).size(), 1u);
    EXPECT_TRUE(findings_of("chains_in_different_modes", with(1.005)).empty());
    EXPECT_NE(findings_of("chains_in_different_modes", with(INFINITY)).at(0).sentence.find("never move"),
              std::string::npos);
}

TEST(chains_in_different_modes, counts_readings_without_r_hat_and_bars_that_were_refused) {
    const Uncertainty refused =
        Uncertainty::none("each stays near where it began", Uncertainty::Why::chains_do_not_mix);
    const auto found =
        findings_of("chains_in_different_modes",
                    {{"chains", "machine", {number("energy_r_hat", NAN, .001), number("mode_r_hat", 2.5, .001)}},
                     {"overlap", "visible", {{"overlap", .5, refused, 64, {}}, {"binder", .5, refused, 64, {}}}}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].sentence.find("no error bar for it: 2."), std::string::npos) << found[0].sentence;
    EXPECT_NE(found[0].sentence.find("left out: 1."), std::string::npos) << found[0].sentence;
}
