#include "blackbody/util/watcher.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/errors.h"

using namespace blackbody;

TEST(watcher, is_told_the_stage_and_the_share_of_a_part) {
    std::string stage;
    double done = -1;
    const Watcher watcher{.show = [&](const std::string& name, double part) { stage = name, done = part; }};
    watcher.stage("nulls", .5, .75)(.2);
    EXPECT_EQ(stage, "nulls");
    EXPECT_DOUBLE_EQ(done, .55);
}

TEST(watcher, that_is_stopped_ends_what_runs_and_one_that_is_not_does_not) {
    bool is_stopped = false;
    const Watcher watcher{.is_stopped = [&] { return is_stopped; }};
    EXPECT_NO_THROW(watcher.at("chains", .1));
    is_stopped = true;
    try {
        watcher.stage("chains")(.2);
        FAIL() << "went on";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::interrupted);
    }
}

TEST(watcher, knows_the_time_left_and_none_without_a_deadline) {
    EXPECT_TRUE(std::isinf(Watcher{}.seconds_left()));
    EXPECT_NEAR(Watcher{.deadline = Watcher::in_seconds(30)}.seconds_left(), 30, 1);
    EXPECT_LT(Watcher{.deadline = Watcher::in_seconds(-1)}.seconds_left(), 0);
}
