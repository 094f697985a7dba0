#include <gtest/gtest.h>

#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;

namespace {

Estimate with_error_bar(const std::string& name, double value, double error) {
    return {name, value, Uncertainty::of(error), 1000, {}};
}
Estimate counted(const std::string& name, double value) {
    return {name, value, Uncertainty::none("a count"), 1000, {}};
}

Results results_with(std::vector<Measurement> measurements) {
    Results results;
    for (const char* name : {"relu1", "relu2", "relu3"}) {
        SiteInfo site;
        site.name = name, site.role = Role::nonlinearity;
        results.sites.push_back(site);
    }
    results.measurements = std::move(measurements);
    return results;
}

std::vector<Finding> findings_of(const std::string& name, const Results& results) {
    for (const Claim* claim : claims())
        if (claim->info.name == name) return claim->judge(results);
    ADD_FAILURE() << "no claim " << name;
    return {};
}

Measurement silence(const std::string& site, double silent, Estimate waking, double silent_bound, double rarest_bound) {
    return {"excitation",
            site,
            {counted("silent_channels", silent), std::move(waking), counted("silent_rate_bound", silent_bound),
             counted("rarest_rate_bound", rarest_bound)}};
}

TEST(channels_never_excited, warns_of_dead_channels_among_busy_ones) {
    const auto findings = findings_of("channels_never_excited",
                                      results_with({silence("relu2", 3, counted("waking_channels", 0), 0.003, 0.4)}));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::warning);
    EXPECT_EQ(findings[0].site, "relu2");
    EXPECT_NE(findings[0].sentence.find("At least 3 channels"), std::string::npos) << findings[0].sentence;
}

TEST(channels_never_excited, shows_the_layer_with_the_most_dead_channels_first) {
    const auto findings = findings_of("channels_never_excited",
                                      results_with({silence("relu1", 1, counted("waking_channels", 0), 0.003, 0.4),
                                                    silence("relu2", 5, counted("waking_channels", 0), 0.003, 0.4),
                                                    silence("relu3", 3, counted("waking_channels", 0), 0.003, 0.4)}));
    ASSERT_EQ(findings.size(), 1);
    ASSERT_EQ(findings[0].evidence.size(), 12);
    EXPECT_EQ(findings[0].evidence[0].site, "relu2");
    EXPECT_EQ(findings[0].evidence[4].site, "relu3");
    EXPECT_EQ(findings[0].evidence[0].reading, "5 (a count)");
}

TEST(channels_never_excited, does_not_call_rare_channels_dead) {
    const auto findings =
        findings_of("channels_never_excited",
                    results_with({silence("relu2", 4, with_error_bar("waking_channels", 3, 1), 0.003, 1e-5)}));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::undecided);
    EXPECT_TRUE(findings_of("channels_never_excited",
                            results_with({silence("relu2", 0, counted("waking_channels", 0), 0.003, 0.1)}))
                    .empty());
}

/// One sample: every channel that fires has fired in one sample only, and the extrapolation expects nothing.
TEST(channels_never_excited, is_undecided_where_too_few_samples_were_extrapolated_from) {
    for (const auto& [bound, verdict] : {std::pair(0.95, Verdict::undecided), std::pair(0.051, Verdict::undecided),
                                         std::pair(0.0495, Verdict::warning)}) {
        const auto findings =
            findings_of("channels_never_excited",
                        results_with({silence("relu2", 655, with_error_bar("waking_channels", 0, 0), bound, 0.05)}));
        ASSERT_EQ(findings.size(), 1);
        EXPECT_EQ(findings[0].verdict, verdict) << bound;
    }
}

TEST(channels_never_excited, is_undecided_on_a_handful_of_samples) {
    const auto findings = findings_of("channels_never_excited",
                                      results_with({silence("relu1", 1, counted("waking_channels", 0), 0.63, 0.37)}));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::undecided);
}

TEST(channels_never_excited, sums_over_layers_and_counts_only_what_is_certain) {
    const auto findings =
        findings_of("channels_never_excited",
                    results_with({silence("relu1", 3, counted("waking_channels", 0), 0.003, 0.4),
                                  silence("relu3", 40, with_error_bar("waking_channels", 10, 4), 0.003, 1e-4)}));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].site, "");
    EXPECT_NE(findings[0].sentence.find("At least 24 channels in 2 layers"), std::string::npos)
        << findings[0].sentence;  // 3 + 40 - 10 - 2.131 4
}

Results saturated(double share, double error, std::int64_t draws, double null_value, double null_high) {
    Estimate estimate = with_error_bar("saturated_share", share, error);
    if (draws > 0) estimate.nulls.push_back({"permuted_kernels", null_value, null_high / 2, 0.01, 0, null_high, draws});
    return results_with({{"excitation", "relu1", {estimate}}});
}

TEST(saturation, above_all_draws_of_permuted_kernels_is_advice_and_gives_the_numbers) {
    const auto findings = findings_of("saturation", saturated(0.1, 0.02, 19, 0.1, 0.05));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::advice);
    EXPECT_NE(findings[0].sentence.find("10 % of"), std::string::npos) << findings[0].sentence;
    EXPECT_NE(findings[0].sentence.find("0 % ... 5 %"), std::string::npos) << findings[0].sentence;
}

TEST(saturation, among_the_draws_or_below_them_finds_nothing_however_large_the_share) {
    EXPECT_TRUE(findings_of("saturation", saturated(0.1, 0.02, 19, 0.1, 0.2)).empty());
    EXPECT_TRUE(findings_of("saturation", saturated(0.7, 0.02, 19, 0.7, 0.8)).empty());
    EXPECT_TRUE(findings_of("saturation", saturated(0, 0.02, 0, 0, 0)).empty());
}

TEST(saturation, of_every_value_is_a_warning_with_and_without_nulls) {
    EXPECT_EQ(findings_of("saturation", saturated(1, 0, 19, 1, 1))[0].verdict, Verdict::warning);
    EXPECT_EQ(findings_of("saturation", saturated(1, 0, 0, 0, 0))[0].verdict, Verdict::warning);
    EXPECT_TRUE(findings_of("saturation", saturated(0.999, 0.001, 19, 0.999, 1)).empty());
}

TEST(saturation, is_undecided_with_too_few_draws) {
    EXPECT_EQ(findings_of("saturation", saturated(0.1, 0.02, 18, 0.1, 0.05))[0].verdict, Verdict::undecided);
    EXPECT_EQ(findings_of("saturation", saturated(0.7, 0.02, 0, 0, 0))[0].verdict, Verdict::undecided);
}

TEST(non_finite_states, names_the_first_node_in_the_order_of_computation) {
    const auto findings =
        findings_of("non_finite_states", results_with({{"excitation", "relu3", {counted("non_finite", 7)}},
                                                       {"excitation", "relu2", {counted("non_finite", 1)}},
                                                       {"excitation", "relu1", {counted("non_finite", 0)}}}));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::warning);
    EXPECT_EQ(findings[0].site, "relu2");
    EXPECT_EQ(findings[0].evidence.size(), 2);
    EXPECT_TRUE(
        findings_of("non_finite_states", results_with({{"excitation", "relu1", {counted("non_finite", 0)}}})).empty());
}

Results gap(double mean, double mean_error, double variance) {
    return results_with(
        {{"expectation_gap", "relu3", {with_error_bar("mean_gap", 9, 0.1), with_error_bar("variance_gap", 9, 0.1)}},
         {"expectation_gap",
          "relu1",
          {with_error_bar("mean_gap", mean, mean_error), with_error_bar("variance_gap", variance, 0.05)}}});
}

TEST(input_shift, is_judged_at_the_first_normalisation_in_units_of_the_spread_between_samples) {
    EXPECT_TRUE(findings_of("input_shift", gap(0.1, 0.05, 0.2)).empty());
    EXPECT_EQ(findings_of("input_shift", gap(1.5, 0.1, 0.2))[0].verdict, Verdict::warning);
    EXPECT_EQ(findings_of("input_shift", gap(0.1, 0.1, 3))[0].verdict, Verdict::warning);
    EXPECT_EQ(findings_of("input_shift", gap(0.95, 0.1, 0.2))[0].verdict, Verdict::undecided);
    EXPECT_EQ(findings_of("input_shift", gap(1.5, 0.1, 0.2))[0].site, "relu1");
    EXPECT_TRUE(findings_of("input_shift", results_with({})).empty());
}

}  // namespace
