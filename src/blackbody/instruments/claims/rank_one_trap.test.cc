#include <gtest/gtest.h>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/findings.test.h"
#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;

namespace {

/// A layer whose largest value scores `score`, and low .. high when its entries are shuffled.
std::vector<Finding> found(double entries, double low, double high, double score = 55, std::int64_t draws = 19) {
    const Null null{"permuted_kernels", score, (low + high) / 2, 1, low, high, draws};
    Measurement bulk{"bulk",
                     "conv1",
                     {{"top_score", score, Uncertainty::exact(), 64, {null}},
                      {"outlier_entries", entries, Uncertainty::exact(), 2304, {}}},
                     {},
                     {},
                     {},
                     {{facts::outlier_entry, "output 17, input 3, tap (2, 1): 4.5 (an outlier above 0.4)"}}};
    if (entries > 1) bulk.facts.push_back({facts::outlier_entry, "output 1, input 2: 3"});
    Results results;
    results.measurements = {bulk};
    return blackbody::testing::findings_of("rank_one_trap", results);
}

}  // namespace

TEST(rank_one_trap, is_a_spike_that_shuffled_entries_make_as_well_and_a_note_that_names_them) {
    const std::vector<Finding> findings = found(1, 50, 60);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].verdict, Verdict::note);
    ASSERT_EQ(findings[0].evidence.size(), 2u);
    EXPECT_EQ(findings[0].evidence[1].reading,
              "1 (exact), the largest: output 17, input 3, tap (2, 1): 4.5 (an outlier above 0.4)");
}

TEST(rank_one_trap, names_the_largest_entry_first_and_the_others_where_there_is_room) {
    const std::vector<Finding> findings = found(2, 50, 60);
    EXPECT_EQ(findings.at(0).evidence.at(1).first_words(),
              "2 (exact), the largest: output 17, input 3, tap (2, 1): 4.5 (an outlier above 0.4)");
    EXPECT_EQ(findings[0].evidence[1].reading, findings[0].evidence[1].first_words() + "; output 1, input 2: 3");
}

TEST(rank_one_trap, never_advises_to_clip) {
    for (const Finding& finding : found(1, 50, 60)) EXPECT_EQ(finding.advice.find("Clip them"), std::string::npos);
}

TEST(rank_one_trap, is_not_found_where_a_direction_lies_beyond_every_shuffle) {
    EXPECT_TRUE(found(1, 30, 40).empty());  // entries make spikes, but not this one
}

TEST(rank_one_trap, is_not_found_where_a_shuffle_destroys_the_spike_or_no_entry_stands_out) {
    EXPECT_TRUE(found(1, -2, 1).empty());
    EXPECT_TRUE(found(0, 50, 60).empty());
    EXPECT_TRUE(found(1, -2, 3, 1).empty());  // no spike
}

TEST(rank_one_trap, is_undecided_with_too_few_draws) {
    const std::vector<Finding> findings = found(2, 50, 60, 55, 5);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].verdict, Verdict::undecided);
}
