#include <gtest/gtest.h>

#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;

namespace {

/// A layer whose largest value scores `score`, and low .. high when its entries are shuffled.
std::vector<Finding> found(double entries, double low, double high, double score = 55, std::int64_t draws = 19) {
    const Null null{"permuted_kernels", score, (low + high) / 2, 1, low, high, draws};
    Measurement bulk{"bulk",
                     "conv1",
                     {{"top_score", score, Uncertainty::exact(), 64, {null}},
                      {"large_entries", entries, Uncertainty::exact(), 2304, {}}},
                     {},
                     {"entries that make a spike each: output 17, input 3, tap (2, 1): 4.5 (large above 0.4)"}};
    Results results;
    results.measurements = {bulk};
    for (const Claim* claim : claims())
        if (claim->info.name == "rank_one_trap") return claim->judge(results);
    ADD_FAILURE() << "no such claim";
    return {};
}

}  // namespace

TEST(rank_one_trap, is_a_spike_that_shuffled_entries_make_as_well_and_a_note_that_names_them) {
    const std::vector<Finding> findings = found(1, 50, 60);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].verdict, Verdict::note);
    ASSERT_EQ(findings[0].evidence.size(), 2u);
    EXPECT_EQ(findings[0].evidence[1].reading,
              "1 (exact), the largest: output 17, input 3, tap (2, 1): 4.5 (large above 0.4)");
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
