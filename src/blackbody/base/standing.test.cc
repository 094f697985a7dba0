#include "blackbody/base/standing.h"

#include <gtest/gtest.h>

#include <limits>

using namespace blackbody;

TEST(standing, needs_19_draws_and_finite_numbers) {
    EXPECT_EQ(standing({"c", 3, 1, 1, 0, 2, 19}), Standing::above);
    EXPECT_EQ(standing({"c", -1, 1, 1, 0, 2, 19}), Standing::below);
    EXPECT_EQ(standing({"c", 1, 1, 1, 0, 2, 19}), Standing::within);
    EXPECT_FALSE(standing({"c", 3, 1, 1, 0, 2, 18}));
    EXPECT_FALSE(standing({"c", 3, 1, 1, 0, std::numeric_limits<double>::infinity(), 19}));
}

TEST(standing, does_not_see_less_than_a_millionth) {
    EXPECT_EQ(standing({"c", 2 + 1e-6, 1, 1, 0, 2, 19}), Standing::within);
    EXPECT_EQ(standing({"c", 2 + 1e-5, 1, 1, 0, 2, 19}), Standing::above);
}
