#include "blackbody/util/number_range.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/errors.h"

using namespace blackbody;

TEST(number_range, ends_belong_to_it_or_not) {
    EXPECT_TRUE(from(0, 1).holds(0) && from(0, 1).holds(1));
    EXPECT_TRUE(!above(0, 1).holds(0) && above(0, 1).holds(1));
    EXPECT_TRUE(below(0, 1).holds(0) && !below(0, 1).holds(1));
    EXPECT_TRUE(!between(0, 1).holds(0) && between(0, 1).holds(.5) && !between(0, 1).holds(1));
    EXPECT_TRUE(whole(1, 3).holds(2) && !whole(1, 3).holds(2.5) && !whole(1, 3).holds(4));
}

TEST(number_range, holds_nothing_that_is_not_finite) {
    const NumberRange any{.min = -HUGE_VAL, .max = HUGE_VAL};
    for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) EXPECT_FALSE(any.holds(value)) << value;
}

TEST(number_range, says_what_it_expects_and_what_it_found) {
    EXPECT_EQ(whole(1, 1e6).words(), "a whole number from 1 to 1,000,000");
    EXPECT_EQ(above(0, 1000).words(), "a number above 0, at most 1,000");
    EXPECT_EQ(between(0, 1).words(), "a number above 0 and below 1");
    try {
        require("momentum", 5, below(0, 1));
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "momentum: expected a number from 0 to below 1, found 5");
        EXPECT_EQ(error.kind(), ErrorKind::usage);
    }
}
