#include "blackbody/util/amount.h"

#include <gtest/gtest.h>

namespace blackbody {
namespace {

TEST(amount, has_three_digits_and_a_prefix) {
    EXPECT_EQ(amount(1.94e10), "19.4 G");
    EXPECT_EQ(amount(125e6), "125 M");
    EXPECT_EQ(amount(3'423'080, "B"), "3.42 MB");
    EXPECT_EQ(amount(2.5e9, "B"), "2.5 GB");
    EXPECT_EQ(amount(840, "B"), "840 B");
    EXPECT_EQ(amount(12), "12");
    EXPECT_EQ(amount(0, "B"), "0 B");
}

TEST(amount, never_says_a_thousand_of_a_prefix) {
    for (double value = 1; value < 1e18; value *= 1.0173) {
        const std::string text = amount(value);
        EXPECT_EQ(text.find('e'), std::string::npos) << text;
        EXPECT_LT(std::stod(text), 1000) << text;
    }
    EXPECT_EQ(amount(999'600), "1 M");
}

}  // namespace
}  // namespace blackbody
