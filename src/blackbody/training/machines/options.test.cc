/// Options of training check themselves, whoever fills them in.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/training/machines/courses.h"
#include "blackbody/training/networks/network_training.h"
#include "blackbody/util/errors.h"

using namespace blackbody;

namespace {

template <class Options>
std::string complaint(const Options& options) {
    try {
        check(options);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        return error.what();
    }
    return "";
}

}  // namespace

TEST(training_options, as_they_stand_are_fine) {
    EXPECT_EQ(complaint(ContrastiveOptions{}), "");
    EXPECT_EQ(complaint(CourseOptions{}), "");
    EXPECT_EQ(complaint(NetworkTrainingOptions{}), "");
}

TEST(training_options, that_cannot_be_are_refused_by_name) {
    EXPECT_EQ(complaint(ContrastiveOptions{.batch = 0}),
              "batch: expected a whole number from 1 to 1,000,000,000, found 0");
    EXPECT_EQ(complaint(ContrastiveOptions{.momentum = 5}), "momentum: expected a number from 0 to below 1, found 5");
    EXPECT_NE(complaint(ContrastiveOptions{.rate = NAN}), "");
    EXPECT_NE(complaint(ContrastiveOptions{.l1 = -1}), "");
    EXPECT_NE(complaint(CourseOptions{.hidden = {}}), "");
    EXPECT_NE(complaint(CourseOptions{.method = "guess"}).find("cd or pcd or pt, found 'guess'"), std::string::npos);
    EXPECT_NE(complaint(CourseOptions{.contrastive = {.chains = 0}}), "");
    EXPECT_NE(complaint(CourseOptions{.rungs = 1}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.batch = 0}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.smoothing = 3}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.updates = 10, .rate = {.warm_up = 10}}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.updates = 10, .rate = {.steps = {.5, NAN}}}), "");
    EXPECT_NE(complaint(NetworkTrainingOptions{.augmentation = {.shift = -1}}), "");
}

TEST(training_options, are_asked_before_anything_is_learned) {
    const at::Tensor states = at::zeros({4, 3}, at::kByte);
    EXPECT_THROW(rbm_course({.states = states}, {.contrastive = {.batch = 0}}), Error);
    EXPECT_THROW(deep_course({.states = states}, {.last_rate = 2}), Error);
}
