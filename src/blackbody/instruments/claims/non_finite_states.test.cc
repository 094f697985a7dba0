#include <gtest/gtest.h>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/findings.test.h"
#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;

namespace {

Measurement count_at(const std::string& observable, const std::string& site, double count,
                     std::vector<Fact> facts = {}) {
    return {observable,      site, {{"non_finite", count, Uncertainty::none("a count"), 100, {}}}, {}, {}, {},
            std::move(facts)};
}

std::vector<Finding> judged(std::vector<Measurement> measurements) {
    Results results;
    for (const char* name : {"relu1", "relu2", "logits"}) results.sites.push_back(SiteInfo{.name = name});
    results.measurements = std::move(measurements);
    return blackbody::testing::findings_of("non_finite_states", results);
}

}  // namespace

TEST(non_finite_states, says_which_node_made_the_first_where_the_system_could_tell) {
    const Fact origin{facts::first_made_by, "node 'div' (Div, opset 17)"};
    const auto findings = judged({count_at("excitation", "relu2", 3, {{facts::states, "signed"}, origin}),
                                  count_at("excitation", "relu1", 0), count_at("finiteness", "logits", 5)});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].site, "relu2");
    EXPECT_EQ(findings[0].sentence,
              "Values that are infinite or not a number are first made by node 'div' (Div, opset 17); they are seen at "
              "'relu2', the first of the measured nodes to hold any, and at 1 after it.");
}

TEST(non_finite_states, that_come_from_the_data_send_nobody_to_a_node) {
    const Fact origin{facts::first_made_by, "the data: input 'x', 1 of its 6 values"};
    const auto findings = judged({count_at("excitation", "relu1", 3, {origin, {facts::held_by_data}})});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_TRUE(findings[0].advice.starts_with("Look at the data:")) << findings[0].advice;
}

TEST(non_finite_states, sees_outputs_that_no_nonlinearity_follows) {
    const auto findings = judged({count_at("excitation", "relu2", 0), count_at("finiteness", "logits", 5)});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].site, "logits");
    EXPECT_TRUE(judged({count_at("excitation", "relu1", 0), count_at("finiteness", "logits", 0)}).empty());
}
