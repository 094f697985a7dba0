#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/findings.test.h"
#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;
using blackbody::testing::findings_of;

namespace {

Estimate number(const std::string& name, double value, double error, std::int64_t n = 1000) {
    return {name, value, Uncertainty::of(error), n, {}};
}

/// An exact estimate whose 19 draws of `control` lie in [low, high].
Estimate against(const std::string& name, double value, std::vector<Null> nulls) {
    return {name, value, Uncertainty::exact(), 64, std::move(nulls)};
}

Null draws(const std::string& control, double value, double low, double high, std::int64_t count = 19) {
    return {control, value, (low + high) / 2, (high - low) / 4, low, high, count};
}

SiteInfo site(const std::string& name, int depth, std::vector<std::int64_t> shape) {
    SiteInfo info;
    info.name = name, info.depth = depth, info.shape = std::move(shape);
    return info;
}

Results results_with(std::vector<Measurement> measurements) {
    Results results;
    results.sites = {site("conv1", 1, {16, 32, 32}), site("conv2", 2, {32, 16, 16}), site("logits", 9, {10})};
    results.measurements = std::move(measurements);
    return results;
}

/// β* with its interval; `gain` of likelihood on samples held back, none where it is NaN.
Results calibrated(double beta, double low, double high, double gain = 0.1) {
    Measurement energy{"energy",
                       "logits",
                       {number("beta_star", beta, 0.02), number("beta_star_low", low, 0),
                        number("beta_star_high", high, 0), number("gap", 0.3, 0.02)}};
    if (std::isfinite(gain))
        for (const Estimate& e :
             {number("nll", 1.2, 0.1), number("nll_held", 1.2 - gain, 0.1), number("nll_gain", gain, 0.02),
              number("ece_held", 0.02, 0.01), number("ece_gain", 0.06, 0.01), number("answers_changed", 0, 0)})
            energy.estimates.push_back(e);
    return results_with({energy});
}

Results calibration(double p, double overconfidence, double gain = 0.1) {
    Results results = calibrated(0.5, 0.4, 0.6, gain);
    for (const Estimate& e :
         {number("ece", 0.08, 0.01), number("ece_calibrated", 0.02, 0.001), number("ece_calibrated_q95", 0.03, 0.001),
          number("ece_p", p, 0.001), number("overconfidence", overconfidence, 0.01)})
        results.measurements[0].estimates.push_back(e);
    return results;
}

/// `right` of `n` answers among K classes, the most frequent of which has a share of `majority` of the labels.
Results answers(std::int64_t right, std::int64_t n, double classes, double majority) {
    const double a = static_cast<double>(right) / static_cast<double>(n);
    return results_with({{"energy",
                          "logits",
                          {number("accuracy", a, std::sqrt(a * (1 - a) / static_cast<double>(n)), n),
                           number("guess", 1 / classes, 0), number("majority", majority, 0)}}});
}

/// First filters whose bits, coherence and bandwidth are as given; random kernels: 2 ... 3, .2 ... .3, 1.8 ... 2;
/// matched ones wider.
Results filters(double bits, double coherence, double bandwidth, double matched_high = 2.5) {
    auto with = [&](const std::string& name, double v, double low, double high, double matched) {
        return against(name, v,
                       {draws("random_kernels", v, low, high), draws("amplitude_matched_kernels", v, low, matched)});
    };
    const Measurement first{
        "momentum",
        "conv1",
        {with("bits", bits, 2, 3, 3 + matched_high), with("coherence", coherence, 0.2, 0.3, 0.3 + matched_high),
         against("bandwidth", bandwidth,
                 {draws("random_kernels", bandwidth, 1.8, 2),
                  draws("amplitude_matched_kernels", bandwidth, 1.8 - matched_high, 2)})}};
    const Measurement second{"momentum", "conv2", {with("bits", 9, 2, 3, 3)}};
    return results_with({second, first});
}

}  // namespace

TEST(claims, have_a_sentence_a_rule_a_reference_and_known_numbers_to_read_and_find_nothing_in_nothing) {
    for (const Claim* claim : claims()) {
        EXPECT_GT(claim->info.sentence.size(), 20u) << claim->info.name;
        EXPECT_GT(claim->info.rule.size(), 20u) << claim->info.name;
        EXPECT_FALSE(claim->info.reference.empty()) << claim->info.name;
        EXPECT_FALSE(claim->info.reads.empty()) << claim->info.name;
        for (const ClaimReads& reads : claim->info.reads) {
            const ObservableInfo* observable = find_observable_info(reads.observable);
            ASSERT_NE(observable, nullptr) << reads.observable;
            EXPECT_NE(find_quantity(*observable, reads.quantity), nullptr) << reads.quantity;
            const auto& controls = observable->controls;
            EXPECT_TRUE(reads.control.empty() || std::count(controls.begin(), controls.end(), reads.control))
                << reads.control;
        }
        EXPECT_TRUE(claim->judge(Results{}).empty()) << claim->info.name;
    }
}

TEST(standing, is_told_by_all_draws_and_only_from_nineteen_on) {
    EXPECT_EQ(standing(draws("c", 5, 1, 4)), Standing::above);
    EXPECT_EQ(standing(draws("c", 0, 1, 4)), Standing::below);
    EXPECT_EQ(standing(draws("c", 4, 1, 4)), Standing::within);
    EXPECT_EQ(standing(draws("c", 4.000001, 1, 4)), Standing::within);  // rounding
    EXPECT_FALSE(standing(draws("c", 5, 1, 4, 18)));
    EXPECT_FALSE(standing(draws("c", std::nan(""), 1, 4)));
}

TEST(evidence, shows_the_error_and_where_asked_every_null) {
    EXPECT_EQ(evidence_of({}, number("x", 0.031, 0.004)).reading, "0.0310 ± 0.0040");
    EXPECT_EQ(evidence_of({}, {"x", 3, Uncertainty::none("a count"), 9, {}}).reading, "3 (a count)");
    const Estimate exact = against("x", 5, {draws("permuted_kernels", 5, 1, 4)});
    EXPECT_EQ(evidence_of({}, exact).reading, "5 (exact)");
    const Evidence with_nulls = evidence_with_nulls({}, exact);
    EXPECT_EQ(with_nulls.reading,
              "5 (exact); on the null's samples 5 against permuted_kernels 2.5 ± 0.75, 1 ... 4 in 19 draws");
    EXPECT_EQ(with_nulls.first_words(), "5 (exact)");
    EXPECT_EQ(with_nulls.against, std::vector<std::string>{"permuted_kernels"});
    EXPECT_FALSE(evidence_of({}, exact).has_more());
}

TEST(energies_out_of_scale, warns_below_one_advises_above_and_gives_the_temperature) {
    const auto boastful = findings_of("energies_out_of_scale", calibrated(0.5, 0.4, 0.6)),
               modest = findings_of("energies_out_of_scale", calibrated(1.5, 1.2, 1.9));
    ASSERT_EQ(boastful.size(), 1u);
    EXPECT_EQ(boastful[0].verdict, Verdict::warning);
    EXPECT_NE(boastful[0].advice.find("T = 2 "), std::string::npos) << boastful[0].advice;
    EXPECT_NE(boastful[0].sentence.find("no answer changes"), std::string::npos) << boastful[0].sentence;
    EXPECT_EQ(modest[0].verdict, Verdict::advice);
}

TEST(energies_out_of_scale, warns_only_where_the_temperature_helps_samples_that_it_was_not_fitted_on) {
    const auto verdict = [](double gain) {
        return findings_of("energies_out_of_scale", calibrated(0.5, 0.4, 0.6, gain))[0].verdict;
    };
    EXPECT_EQ(verdict(0.05), Verdict::warning);  // 2.131 x .02 = .043
    EXPECT_EQ(verdict(0.04), Verdict::advice);
    EXPECT_EQ(verdict(-0.1), Verdict::advice);
    EXPECT_EQ(verdict(std::nan("")), Verdict::note);  // not measured
}

TEST(energies_out_of_scale, is_undecided_where_the_interval_holds_one_or_there_is_none) {
    EXPECT_EQ(findings_of("energies_out_of_scale", calibrated(0.96, 0.9, 1.02))[0].verdict, Verdict::undecided);
    Results bare = calibrated(0.5, 0.4, 0.6);
    bare.measurements[0].estimates.resize(1);
    EXPECT_EQ(findings_of("energies_out_of_scale", bare)[0].verdict, Verdict::undecided);
    Results unbounded = calibrated(5, 1.5, 9);  // no upper end
    std::erase_if(unbounded.measurements[0].estimates, [](const Estimate& e) { return e.name == "beta_star_high"; });
    EXPECT_EQ(findings_of("energies_out_of_scale", unbounded)[0].verdict, Verdict::advice);
}

TEST(miscalibrated, is_decided_by_the_draws_of_the_calibrated_model_and_by_samples_held_back) {
    const auto verdict = [](double p, double overconfidence, double gain = 0.1) {
        return findings_of("miscalibrated", calibration(p, overconfidence, gain))[0].verdict;
    };
    EXPECT_EQ(verdict(0.0025, 0.05), Verdict::warning);
    EXPECT_EQ(verdict(0.05, 0.05), Verdict::warning);
    EXPECT_EQ(verdict(0.0525, 0.05), Verdict::undecided);
    EXPECT_EQ(verdict(0.0025, -0.05), Verdict::advice);
    EXPECT_EQ(verdict(0.0025, 0.02), Verdict::advice);  // on neither side: .02 < 2.131 x .01
    EXPECT_EQ(verdict(0.0025, 0.05, 0), Verdict::advice);
    EXPECT_EQ(verdict(0.0025, 0.05, std::nan("")), Verdict::note);
}

/// Confidences of .99999: calibrated draws hardly ever err, and the mean lies above nineteen in twenty of them.
TEST(miscalibrated, is_told_where_calibrated_errors_are_rare) {
    Results results = calibration(0.0025, 0.05);
    for (Measurement& m : results.measurements)
        for (Estimate& e : m.estimates) {
            if (e.name == "ece_calibrated") e.value = 5e-5;
            if (e.name == "ece_calibrated_q95") e.value = 2e-5;
        }
    const auto found = findings_of("miscalibrated", results);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].verdict, Verdict::warning);
    EXPECT_EQ(found[0].sentence.find("nineteen"), std::string::npos) << found[0].sentence;
}

TEST(answers_at_chance, tells_guesses_from_answers_that_are_worse_or_too_few) {
    const auto verdict = [](std::int64_t right, std::int64_t n, double classes) {
        const auto found = findings_of("answers_at_chance", answers(right, n, classes, 1 / classes));
        return found.empty() ? std::optional<Verdict>() : found[0].verdict;
    };
    EXPECT_EQ(verdict(110, 1000, 10), Verdict::warning);
    EXPECT_EQ(verdict(130, 1000, 10), std::nullopt);
    EXPECT_EQ(verdict(11, 20, 2), Verdict::undecided);  // .32 ... .77: may be far better
    EXPECT_EQ(verdict(0, 64, 1000), Verdict::warning);  // too few to be worse, enough to be no good
}

TEST(answers_at_chance, says_of_0_of_64_that_it_is_worse_than_a_guess) {
    const auto found = findings_of("answers_at_chance", answers(0, 64, 10, 0.1));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].verdict, Verdict::warning);
    EXPECT_NE(found[0].sentence.find("worse than guesses"), std::string::npos) << found[0].sentence;
    EXPECT_NE(found[0].advice.find("off by one"), std::string::npos) << found[0].advice;
}

TEST(answers_at_chance, compares_with_the_most_frequent_class) {
    const auto found = findings_of("answers_at_chance", answers(900, 1000, 10, 0.9));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].verdict, Verdict::advice);
    EXPECT_TRUE(findings_of("answers_at_chance", answers(940, 1000, 10, 0.9)).empty());
}

TEST(answers_at_chance, takes_tokens_that_go_together_for_fewer_trials) {
    Results results = answers(130, 1000, 10, 0.1);
    ASSERT_TRUE(findings_of("answers_at_chance", results).empty());
    results.measurements[0].estimates[0].error = Uncertainty::of(0.05);  // as 45 trials
    EXPECT_EQ(findings_of("answers_at_chance", results).size(), 1u);
}

TEST(findings, say_what_was_left_out_of_every_number_they_read) {
    Results results = answers(110, 1000, 10, 0.1);
    results.measurements[0].facts = {{"something_else", "of no weight"},
                                     {facts::left_out, "16 of 400 samples (no numbers)"}};
    const auto found = judge(results);
    ASSERT_FALSE(found.empty());
    for (const Finding& finding : found)
        EXPECT_NE(finding.sentence.find("Left out: 16 of 400 samples (no numbers)."), std::string::npos)
            << finding.sentence;
}

TEST(filters_without_momentum, looks_at_the_first_convolution_and_at_every_sign) {
    EXPECT_EQ(findings_of("filters_without_momentum", filters(2.5, 0.25, 1.9))[0].verdict, Verdict::advice);
    EXPECT_EQ(findings_of("filters_without_momentum", filters(2.5, 0.25, 1.9))[0].site, "conv1");
    EXPECT_EQ(findings_of("filters_without_momentum", filters(3.5, 0.25, 1.9))[0].verdict,
              Verdict::note);  // beats random, not matched
    EXPECT_TRUE(findings_of("filters_without_momentum", filters(3.5, 0.25, 1.9, 0)).empty());  // beats both
    EXPECT_TRUE(findings_of("filters_without_momentum", filters(1, 0.25, 1.5, 0)).empty());    // sharper than random
    EXPECT_EQ(findings_of("filters_without_momentum", filters(1, 0.1, 2.5, 0))[0].verdict,
              Verdict::advice);  // the wrong sides
}

TEST(filters_without_momentum, is_undecided_without_nulls) {
    Results results = filters(2.5, 0.25, 1.9);
    for (Measurement& m : results.measurements)
        for (Estimate& e : m.estimates) e.nulls.clear();
    EXPECT_EQ(findings_of("filters_without_momentum", results)[0].verdict, Verdict::undecided);
}

TEST(aliasing_layers, finds_those_that_alias_more_than_random_kernels_worst_first) {
    auto aliased = [](const std::string& where, double value) {
        return Measurement{
            "momentum", where, {against("aliased_share", value, {draws("random_kernels", value, 0.7, 0.8)})}};
    };
    const auto findings = findings_of("aliasing_layers", results_with({aliased("conv1", 0.82), aliased("conv2", 0.9),
                                                                       aliased("conv3", 0.75), aliased("conv4", 0.5)}));
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].site, "conv2");
}

TEST(aliasing_layers, one_level_holds_over_all_strided_layers) {
    // 2.4 standard deviations above the mean: one layer alone would pass (t = 1.7), twenty together do not (t = 3.2).
    auto aliased = [](const std::string& where) {
        return Measurement{
            "momentum", where, {against("aliased_share", .811, {draws("random_kernels", .811, .7, .8)})}};
    };
    std::vector<Measurement> many;
    for (int layer = 0; layer < 20; ++layer) many.push_back(aliased("conv" + std::to_string(layer)));
    EXPECT_EQ(findings_of("aliasing_layers", results_with({aliased("conv1")})).size(), 1u);
    EXPECT_TRUE(findings_of("aliasing_layers", results_with(many)).empty());
}

TEST(indistinguishable_from_noise, asks_one_number_against_both_nulls) {
    auto departing = [](double value, double shuffled_high, double flipped_high, std::int64_t count = 19) {
        return findings_of("indistinguishable_from_noise",
                           results_with({{"spectrum",
                                          "conv1",
                                          {against("noise_departure", value,
                                                   {draws("permuted_kernels", value, 0.5, shuffled_high, count),
                                                    draws("flipped_signs", value, 0.5, flipped_high, count)})}}}));
    };
    EXPECT_TRUE(departing(9, 2, 2).empty());
    EXPECT_EQ(departing(1.5, 2, 2).size(), 1u);
    EXPECT_EQ(departing(9, 12, 2).size(), 1u);  // heavy tails
    ASSERT_EQ(departing(9, 2, 12).size(), 1u);  // loud rows
    EXPECT_NE(departing(9, 2, 12)[0].sentence.find("other signs"), std::string::npos);
    const Null wide{"permuted_kernels", 2.5, 1.2, 0.7, 0.5, 2.4, 19};  // above all draws, but not far from their mean
    EXPECT_EQ(
        findings_of("indistinguishable_from_noise",
                    results_with({{"spectrum",
                                   "conv1",
                                   {against("noise_departure", 2.5, {wide, draws("flipped_signs", 2.5, 0.5, 2)})}}}))
            .size(),
        1u);
    EXPECT_TRUE(departing(1, 2, 2, 18).empty());  // too few draws say nothing
}
