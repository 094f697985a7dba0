#include <gtest/gtest.h>

#include "blackbody/instruments/claims/reading.h"

using namespace blackbody;

namespace {

/// A layer whose largest value scores low .. high when its entries are shuffled.
std::vector<Finding> found(double entries, double low, double high, std::int64_t draws = 19) {
    const Null null{"permuted_kernels", 60, (low + high) / 2, 1, low, high, draws};
    Measurement bulk{"bulk",
                     "conv1",
                     {{"top_score", 60, Uncertainty::exact(), 64, {null}},
                      {"large_entries", entries, Uncertainty::exact(), 2304, {}}},
                     {},
                     {"entries that make a spike each: W[17, 3, 2, 1] = 4.5"}};
    Results results;
    results.measurements = {bulk};
    for (const Claim* claim : claims())
        if (claim->info.name == "rank_one_trap") return claim->judge(results);
    ADD_FAILURE() << "no such claim";
    return {};
}

}  // namespace

TEST(rank_one_trap, is_a_spike_that_survives_every_shuffle_and_its_entries_are_named) {
    const std::vector<Finding> findings = found(1, 50, 60);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].verdict, Verdict::warning);
    EXPECT_EQ(findings[0].sentence.find("W["), std::string::npos);
    ASSERT_EQ(findings[0].evidence.size(), 2u);
    EXPECT_EQ(findings[0].evidence[1].reading, "1 (exact), the largest: W[17, 3, 2, 1] = 4.5");
}

TEST(rank_one_trap, is_not_found_where_a_shuffle_destroys_the_spike_or_no_entry_stands_out) {
    EXPECT_TRUE(found(1, -2, 1).empty());
    EXPECT_TRUE(found(0, 50, 60).empty());
}

TEST(rank_one_trap, is_undecided_with_too_few_draws) {
    const std::vector<Finding> findings = found(2, 50, 60, 5);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].verdict, Verdict::undecided);
}
