#include <gtest/gtest.h>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/findings.test.h"
#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;
using blackbody::testing::findings_of;

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

using Channels = std::vector<std::int64_t>;

/// Silence at a site of eight channels.
Measurement silence(const std::string& site, Channels silent, Channels dead, double bound = 0.003) {
    Measurement m{"excitation",
                  site,
                  {counted("silent_channels", static_cast<double>(silent.size())), counted("silent_rate_bound", bound),
                   counted("dead_channels", static_cast<double>(dead.size()))}};
    m.lists = {{"silent_channels", "", std::move(silent)}, {"dead_channels", "", std::move(dead)}};
    return m;
}

std::vector<Finding> silence_findings(std::vector<Measurement> measurements, const std::string& op = "Relu") {
    Results results = results_with(std::move(measurements));
    for (SiteInfo& site : results.sites) site.op = op, site.axes = "NCYX", site.shape = {8, 2, 2};
    return findings_of("channels_never_excited", results);
}

bool says(const Finding& finding, const std::string& words) {
    return finding.sentence.find(words) != std::string::npos;
}

TEST(channels_never_excited, warns_of_dead_channels_and_names_them) {
    const auto findings = silence_findings({silence("relu2", {1, 5, 7}, {1, 7})});
    ASSERT_EQ(findings.size(), 2);
    EXPECT_EQ(findings[0].verdict, Verdict::warning);
    EXPECT_EQ(findings[0].site, "relu2");
    EXPECT_TRUE(says(findings[0], "2 dead channels in one layer: proven")) << findings[0].sentence;
    EXPECT_TRUE(says(findings[0], "relu2: 1, 7.")) << findings[0].sentence;
    EXPECT_EQ(findings[1].verdict, Verdict::undecided);
    EXPECT_TRUE(says(findings[1], "less than 0.3 % of samples")) << findings[1].sentence;
    EXPECT_TRUE(says(findings[1], "relu2: 5.")) << findings[1].sentence;
}

TEST(channels_never_excited, says_nothing_but_the_bound_of_channels_that_may_be_rare) {
    const auto findings = silence_findings({silence("relu1", {0, 3}, {}, .45), silence("relu3", {2}, {}, .45)});
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::undecided);
    EXPECT_EQ(findings[0].site, "");
    EXPECT_TRUE(says(findings[0], "3 channels in 2 layers")) << findings[0].sentence;
    EXPECT_TRUE(says(findings[0], "45 %")) << findings[0].sentence;
    EXPECT_TRUE(silence_findings({silence("relu2", {}, {})}).empty());
}

TEST(channels_never_excited, shows_the_layer_with_the_most_dead_channels_first) {
    const auto findings = silence_findings(
        {silence("relu1", {1}, {1}), silence("relu2", {1, 2, 3}, {1, 2, 3}), silence("relu3", {1, 2}, {1, 2})});
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].evidence[0].site, "relu2");
    EXPECT_EQ(findings[0].evidence[3].site, "relu3");
    EXPECT_EQ(findings[0].evidence[0].reading, "3 (a count)");
}

TEST(channels_never_excited, says_of_a_dead_layer_that_nothing_comes_through) {
    const Channels all{0, 1, 2, 3, 4, 5, 6, 7};
    Measurement cut = silence("relu2", all, all);
    auto findings = silence_findings({cut});
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::warning);
    EXPECT_TRUE(says(findings[0], "The whole layer is dead")) << findings[0].sentence;
    EXPECT_FALSE(says(findings[0], "output does not depend")) << findings[0].sentence;
    cut.facts.push_back({facts::constant_outputs});
    findings = silence_findings({cut});
    EXPECT_TRUE(says(findings[0], "the output does not depend on the input")) << findings[0].sentence;
}

TEST(channels_never_excited, is_a_note_where_the_nonlinearity_answers_below_zero_and_nothing_where_zero_is_no_rest) {
    for (const char* op : {"LeakyRelu", "leaky", "Gelu", "PRelu", "Elu"}) {
        const auto findings = silence_findings({silence("relu2", {4}, {})}, op);
        ASSERT_EQ(findings.size(), 1) << op;
        EXPECT_EQ(findings[0].verdict, Verdict::note) << op;
        EXPECT_TRUE(says(findings[0], "not dead")) << findings[0].sentence;
    }
    EXPECT_EQ(silence_findings({silence("relu2", {4}, {4})}, "Gelu")[0].verdict, Verdict::warning);
    EXPECT_TRUE(silence_findings({silence("relu2", {4}, {})}, "tanh").empty());
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

TEST(saturation, of_less_than_half_and_among_the_draws_or_below_them_finds_nothing) {
    EXPECT_TRUE(findings_of("saturation", saturated(0.1, 0.02, 19, 0.1, 0.2)).empty());
    EXPECT_TRUE(findings_of("saturation", saturated(0.45, 0.02, 19, 0.45, 0.8)).empty());
    EXPECT_TRUE(findings_of("saturation", saturated(0, 0.02, 0, 0, 0)).empty());
}

TEST(saturation, of_every_value_is_a_warning_with_and_without_nulls) {
    EXPECT_EQ(findings_of("saturation", saturated(1, 0, 19, 1, 1))[0].verdict, Verdict::warning);
    EXPECT_EQ(findings_of("saturation", saturated(1, 0, 0, 0, 0))[0].verdict, Verdict::warning);
}

TEST(saturation, is_undecided_with_too_few_draws) {
    EXPECT_EQ(findings_of("saturation", saturated(0.1, 0.02, 18, 0.1, 0.05))[0].verdict, Verdict::undecided);
    EXPECT_EQ(findings_of("saturation", saturated(0.4, 0.02, 0, 0, 0))[0].verdict, Verdict::undecided);
}

TEST(saturation, of_an_output_is_a_note_about_answers_that_are_sure) {
    for (const double share : {.93, 1.}) {
        Results results = saturated(share, 0.01, 19, share, 0.5);
        for (SiteInfo& site : results.sites) site.output = site.name;
        const auto findings = findings_of("saturation", results);
        ASSERT_EQ(findings.size(), 1);
        EXPECT_EQ(findings[0].verdict, Verdict::note);
        EXPECT_NE(findings[0].sentence.find("of this output"), std::string::npos) << findings[0].sentence;
    }
}

/// A permuted layer of the same scale saturates as well: the null alone would say that all is fine.
TEST(saturation, of_an_answer_in_another_shape_is_a_note_too) {
    Results results = saturated(0.9, 0.01, 19, 0.9, 0.5);
    results.sites = {{.name = "relu1", .op = "Sigmoid", .is_answer = true}};
    EXPECT_EQ(findings_of("saturation", results)[0].verdict, Verdict::note);
}

TEST(saturation, of_most_values_is_said_whatever_the_null) {
    for (const std::int64_t draws : {0, 19}) {
        const auto findings = findings_of("saturation", saturated(0.93, 0.01, draws, 0.93, 0.97));
        ASSERT_EQ(findings.size(), 1);
        EXPECT_EQ(findings[0].verdict, Verdict::note);
        EXPECT_NE(findings[0].sentence.find("93 % of"), std::string::npos) << findings[0].sentence;
    }
    // Half is not yet more than half.
    EXPECT_TRUE(findings_of("saturation", saturated(0.53, 0.02, 19, 0.53, 0.97)).empty());
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

/// An untrained network: nothing was ever averaged into its running statistics.
TEST(input_shift, of_running_statistics_at_their_initial_values_is_a_note_that_says_so) {
    Results results = gap(1.5, 0.1, 3);
    for (Measurement& m : results.measurements) m.facts = {{facts::initial_statistics}};
    const auto findings = findings_of("input_shift", results);
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings[0].verdict, Verdict::note);
    EXPECT_NE(findings[0].sentence.find("initial values"), std::string::npos) << findings[0].sentence;
}

/// Six blocks of samples: t with five degrees, 2.571 instead of 2.131.
TEST(input_shift, takes_students_t_with_the_degrees_of_its_error) {
    Results results = gap(1.23, 0.1, 0.1);
    EXPECT_EQ(findings_of("input_shift", results)[0].verdict, Verdict::warning);
    for (Measurement& m : results.measurements)
        for (Estimate& e : m.estimates) e.error = Uncertainty::of(0.1, 5);
    EXPECT_EQ(findings_of("input_shift", results)[0].verdict, Verdict::undecided);
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
