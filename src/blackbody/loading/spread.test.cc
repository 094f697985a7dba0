#include "blackbody/loading/spread.h"

#include <gtest/gtest.h>

#include <array>

namespace blackbody {
namespace {

TEST(spread, takes_one_of_each_stretch_and_all_where_there_is_room) {
    const auto some = spread_positions(103, 10);
    ASSERT_EQ(some.size(), 10u);
    for (std::int64_t i = 0; i < 10; ++i) {
        EXPECT_GE(some[i], i * 103 / 10);
        EXPECT_LT(some[i], (i + 1) * 103 / 10);
    }
    EXPECT_EQ(spread_positions(3, 3), (std::vector<std::int64_t>{0, 1, 2}));
    EXPECT_EQ(spread_positions(3, 9), (std::vector<std::int64_t>{0, 1, 2}));
    EXPECT_TRUE(spread_positions(0, 5).empty());
    EXPECT_EQ(spread_positions(1000, 500), spread_positions(1000, 500));
}

TEST(spread, misses_no_class_where_classes_take_turns_or_stand_together) {
    for (const bool takes_turns : {true, false}) {
        std::array<int, 10> classes{};
        for (const std::int64_t i : spread_positions(1000, 500)) ++classes[takes_turns ? i % 10 : i / 100];
        for (const int count : classes) EXPECT_NEAR(count, 50, 20);
    }
}

}  // namespace
}  // namespace blackbody
