#include "blackbody/util/binomial.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace blackbody;

TEST(binomial, tails_are_sums_of_a_hand_made_table) {
    // n = 4, p = 1/3: 16, 32, 24, 8, 1 of 81.
    EXPECT_NEAR(binomial_at_most(0, 4, 1. / 3), 16. / 81, 1e-14);
    EXPECT_NEAR(binomial_at_most(2, 4, 1. / 3), 72. / 81, 1e-14);
    EXPECT_NEAR(binomial_at_least(3, 4, 1. / 3), 9. / 81, 1e-14);
    for (std::int64_t k = 0; k <= 4; ++k)
        EXPECT_NEAR(binomial_at_most(k - 1, 4, .2) + binomial_at_least(k, 4, .2), 1, 1e-14) << k;
}

TEST(binomial, tails_at_the_ends) {
    EXPECT_EQ(binomial_at_most(-1, 5, .5), 0);
    EXPECT_EQ(binomial_at_most(5, 5, .5), 1);
    EXPECT_EQ(binomial_at_least(6, 5, .5), 0);
    EXPECT_EQ(binomial_at_least(0, 5, 0), 1);
    EXPECT_EQ(binomial_at_least(5, 5, 1), 1);
}

TEST(binomial, exact_intervals_have_the_published_values) {
    // Newcombe, Statistics in Medicine 17, 857 (1998), table I, method 5: 81/263, 15/148, 0/20, 1/29.
    struct Case {
        std::int64_t k, n;
        double low, high;
    };
    for (const auto& [k, n, low, high] :
         {Case{81, 263, .2527, .3676}, Case{15, 148, .0578, .1617}, Case{0, 20, 0, .1684}, Case{1, 29, .0009, .1776}}) {
        const ShareInterval interval = share_interval(k, n, .95);
        EXPECT_NEAR(interval.low, low, 5.1e-5) << k << " of " << n;
        EXPECT_NEAR(interval.high, high, 5.1e-5) << k << " of " << n;
    }
    EXPECT_EQ(share_interval(0, 0, .95).low, 0);
    EXPECT_EQ(share_interval(0, 0, .95).high, 1);
}

TEST(binomial, error_of_a_share_is_the_usual_one_for_many_and_never_zero) {
    EXPECT_NEAR(share_error(30000, 100000) / std::sqrt(.3 * .7 / 100000), 1, 1e-4);
    EXPECT_GT(share_error(0, 20), 0);
    EXPECT_EQ(share_error(0, 20), share_error(20, 20));
}
