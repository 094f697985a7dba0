#include "blackbody/instruments/report/checked.h"

#include <gtest/gtest.h>

namespace blackbody {
namespace {

const ClaimInfo by_error{"by_error", View::micro, "A sentence.", "A rule.", "ours", {{"energy", "accuracy"}}};
const ClaimInfo by_null{"by_null", View::micro, "A sentence.", "A rule.", "ours", {{"energy", "accuracy", "shuffled"}}};

/// What becomes of one rule where accuracy was measured against so many draws of shuffled labels.
Checked check(const ClaimInfo& claim, const Results& results) { return checked(results, {{}, {}, {&claim}}).at(0); }

Results accuracy(std::int64_t draws) {
    Results results;
    Estimate estimate{"accuracy", 0.8, Uncertainty::of(0.01), 100, {}};
    if (draws > 0) estimate.nulls.push_back({"shuffled", 0.8, 0.1, 0.01, 0.09, 0.12, draws});
    results.measurements = {{"energy", "logits", {estimate}}};
    return results;
}

TEST(checked, is_fine_where_the_rule_was_judged_and_found_nothing) {
    EXPECT_EQ(check(by_error, accuracy(0)).outcome, Outcome::fine);
    EXPECT_EQ(check(by_null, accuracy(19)).outcome, Outcome::fine);
}

TEST(checked, is_found_where_there_is_a_finding_of_any_verdict) {
    Results results = accuracy(19);
    results.findings = {{"by_null", Verdict::undecided}};
    EXPECT_EQ(check(by_null, results).outcome, Outcome::found);
    EXPECT_EQ(check(by_error, results).outcome, Outcome::fine);
}

TEST(checked, is_fine_where_one_of_the_numbers_that_let_the_rule_judge_was_measured) {
    ClaimInfo either = by_error;
    either.reads.insert(either.reads.begin(), {"excitation", "non_finite"});
    EXPECT_EQ(check(either, accuracy(0)).outcome, Outcome::fine);
    either.reads.pop_back();
    EXPECT_EQ(check(either, accuracy(0)).outcome, Outcome::not_judged);
}

TEST(checked, is_not_judged_with_too_few_draws) {
    const Checked rule = check(by_null, accuracy(18));
    EXPECT_EQ(rule.outcome, Outcome::not_judged);
    EXPECT_EQ(rule.reason, "fewer than 19 draws of shuffled");
}

TEST(checked, is_not_judged_where_nothing_has_the_quantity_or_the_instrument_did_not_run) {
    Results results = accuracy(0);
    results.measurements[0].estimates[0].name = "heat_capacity";
    EXPECT_EQ(check(by_error, results).reason, "energy.accuracy was measured nowhere");
    results.measurements.clear();
    EXPECT_EQ(check(by_error, results).reason, "energy was not measured");
    results.skipped = {{"energy", "conv1", "not scores"}, {"energy", "", "there are no labels"}};
    EXPECT_EQ(check(by_error, results).reason, "energy was not measured: there are no labels");
}

TEST(checked, leaves_out_the_rules_that_read_only_what_another_command_measures) {
    const ObservableInfo energy{.name = "energy"}, thermal{.name = "thermal", .command = "thermo"};
    ClaimInfo critical = by_error;
    critical.reads = {{"thermal", "peak"}};
    const Records records{{&energy, &thermal}, {}, {&by_error, &critical}};
    ASSERT_EQ(checked(accuracy(0), records).size(), 1u);
    EXPECT_EQ(checked(accuracy(0), records)[0].claim, &by_error);
    Results of_thermo;
    of_thermo.measurements = {{"thermal", "machine", {}}};
    ASSERT_EQ(checked(of_thermo, records).size(), 1u);
    EXPECT_EQ(checked(of_thermo, records)[0].claim, &critical);
    EXPECT_EQ(checked(Results{}, records).size(), 2u);
}

TEST(checked, what_is_measured_of_faults_alone_is_fine_where_it_was_not_measured) {
    const ObservableInfo faults{.name = "faults", .family = "health", .view = View::practical, .of_faults = true};
    ClaimInfo rule = by_error;
    rule.reads = {{"faults", "count"}};
    const Records records{{&faults}, {}, {&rule}};
    Results results = accuracy(0);
    results.sites = {{.name = "fc", .weight = "w"}};
    EXPECT_EQ(checked(results, records).at(0).outcome, Outcome::fine);
    results.sites[0].weight = "";
    EXPECT_EQ(checked(results, records).at(0).outcome, Outcome::not_judged) << "no weight was seen";
}

TEST(checked, rules_about_networks_are_counted_for_a_machine_and_listed_for_a_network) {
    Results results = accuracy(0);
    ClaimInfo of_layers = by_error;
    of_layers.reads = {{"saturation", "share"}};
    const Records records{{}, {}, {&by_error, &by_null, &of_layers}};
    std::vector<Checked> rules = checked(results, records);
    EXPECT_EQ(take_out_foreign(rules, results), 0u);
    EXPECT_EQ(rules.size(), 3u);
    results.system.kind = "dbm";
    EXPECT_EQ(take_out_foreign(rules, results), 1u);
    ASSERT_EQ(rules.size(), 2u);
    EXPECT_EQ(rules[1].claim, &by_null) << "measured, with too few draws: this one is told";
}

}  // namespace
}  // namespace blackbody
