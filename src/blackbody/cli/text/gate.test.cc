#include "blackbody/cli/text/gate.h"

#include <gtest/gtest.h>

#include "blackbody/util/errors.h"

using namespace blackbody;

namespace {

Results with_accuracy(double value, double error) {
    Results results;
    results.measurements.push_back({"energy", "logits", {{"accuracy", value, Uncertainty::of(error), 100}}});
    return results;
}

bool fires(const std::string& rule, const Results& now, const Results* then = nullptr) {
    return check_gate(parse_gate(rule), now, then).fired;
}

}  // namespace

TEST(gate, fires_only_beyond_the_error_bar) {
    EXPECT_TRUE(fires("energy.accuracy < 0.8", with_accuracy(0.7, 0.04)));
    EXPECT_FALSE(fires("energy.accuracy < 0.8", with_accuracy(0.7, 0.06)));
    EXPECT_FALSE(fires("energy.accuracy<0.8", with_accuracy(0.9, 0.01)));
    EXPECT_TRUE(fires("energy.accuracy>0.8", with_accuracy(0.9, 0.01)));
}

TEST(gate, a_difference_carries_both_error_bars) {
    const Results before = with_accuracy(0.90, 0.01);
    EXPECT_TRUE(fires("energy.accuracy drops", with_accuracy(0.86, 0.01), &before));
    EXPECT_FALSE(fires("energy.accuracy drops", with_accuracy(0.88, 0.01), &before));
    EXPECT_FALSE(fires("energy.accuracy drops by 0.03", with_accuracy(0.86, 0.01), &before));
    EXPECT_TRUE(fires("energy.accuracy changes by 0.03", with_accuracy(0.80, 0.01), &before));
    EXPECT_FALSE(fires("energy.accuracy rises", with_accuracy(0.80, 0.01), &before));
}

TEST(gate, counts_findings) {
    Results results;
    results.findings = {{.claim = "a", .verdict = Verdict::warning}, {.claim = "b", .verdict = Verdict::note}};
    EXPECT_TRUE(fires("findings.warning > 0", results));
    EXPECT_FALSE(fires("findings.warning > 1", results));
    EXPECT_TRUE(fires("findings >= 2", results));
}

TEST(gate, counts_a_finding_by_its_name_and_refuses_what_is_none) {
    Results results;
    results.findings = {{.claim = "input_shift", .verdict = Verdict::warning}};
    EXPECT_TRUE(fires("findings.input_shift > 0", results));
    EXPECT_FALSE(fires("findings.saturation > 0", results));
    for (const char* rule : {"findings.warnings > 0", "findings.Warning > 0", "findings.banana > 0"})
        EXPECT_THROW(parse_gate(rule), Error) << rule;
}

TEST(gate, fires_where_its_number_could_not_be_measured_and_says_why) {
    Results results;
    results.skipped = {{"energy", "logits", "the scores are not finite"}};
    results.data.labels_unused = "the labels count from 1";
    const GateOutcome outcome = check_gate(parse_gate("energy.accuracy < 0.8"), results, nullptr);
    EXPECT_TRUE(outcome.fired);
    EXPECT_NE(outcome.sentence.find("the scores are not finite; the labels count from 1"), std::string::npos)
        << outcome.sentence;
}

TEST(gate, refuses_what_it_does_not_understand) {
    const Results results = with_accuracy(0.9, 0.01);
    for (const char* rule : {"", "energy", "energy.accuracy", "energy.accuracy ~ 2", "energy.accuracy < x",
                             "energy < 3", "energy.accuracy drops 3", "findings < 3", "energy.accuracy < 1 2"})
        EXPECT_THROW(parse_gate(rule), Error) << rule;
    EXPECT_THROW(fires("energy.acuracy < 1", results), Error);
    EXPECT_THROW(fires("energy.accuracy@nowhere < 1", results), Error);
    EXPECT_THROW(fires("energy.accuracy drops", results), Error);
}
