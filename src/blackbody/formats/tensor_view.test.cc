#include "blackbody/formats/tensor_view.h"

#include <gtest/gtest.h>

using namespace blackbody;

TEST(tensor_view, counts_elements_without_overflow) {
    EXPECT_EQ(element_count(std::vector<std::int64_t>{}), 1);
    EXPECT_EQ(element_count(std::vector<std::int64_t>{3, 0, 7}), 0);
    EXPECT_EQ(element_count(std::vector<std::int64_t>{3, -1}), std::nullopt);
    EXPECT_EQ(element_count(std::vector<std::int64_t>{1ll << 40, 1ll << 40}), std::nullopt);
}
