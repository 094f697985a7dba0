#include "blackbody/training/machines/progress.h"

#include <gtest/gtest.h>

using namespace blackbody;

TEST(training_progress, a_line_keeps_to_its_columns_and_says_what_is_not_known) {
    ProgressPoint point{.stage = "rbm", .updates = 123456, .of = 600000, .epoch = 205.76};
    point.numbers = {{"log_p", -150.357, Uncertainty::of(1.23), 100, {}},
                     {"gap", 2.949, Uncertainty::of(1.7), 100, {}},
                     {"reconstruction", .0517004, Uncertainty::of(.0005), 100, {}},
                     {"log_z", 193.9, Uncertainty::of(.26), 100, {}}};
    EXPECT_EQ(line_of(point), "  123456  205.8   -150.4±1.2     2.9±1.7            -  0.0517 193.90±0.26");
    const std::string heading = heading_of(point), second = heading.substr(heading.find('\n') + 1);
    EXPECT_EQ(heading.substr(0, heading.find('\n')), "rbm, 600,000 updates");
    // Two bytes of ± a column: the line is three longer than its columns.
    EXPECT_EQ(second.size() + 3, line_of(point).size());
    EXPECT_LE(second.size() + 7, 80u);
}
