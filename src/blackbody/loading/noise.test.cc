#include "blackbody/loading/noise.h"

#include <ATen/ops/cat.h>
#include <gtest/gtest.h>

using namespace blackbody;

TEST(noise, does_not_depend_on_the_batches_in_which_it_is_read) {
    const NoiseSource noise("image", {3, 4}, 10, 7);
    const at::Tensor whole = noise.read(0, 10).inputs[0].second;
    EXPECT_TRUE(at::cat({noise.read(0, 3).inputs[0].second, noise.read(3, 7).inputs[0].second}).equal(whole));
    EXPECT_FALSE(NoiseSource("image", {3, 4}, 10, 8).read(0, 10).inputs[0].second.equal(whole));
}

TEST(noise, is_standard_normal) {
    const at::Tensor x = NoiseSource("image", {100}, 1000, 1).read(0, 1000).inputs[0].second;
    EXPECT_NEAR(x.mean().item<double>(), 0, 4 / std::sqrt(1e5));
    EXPECT_NEAR(x.var().item<double>(), 1, 4 * std::sqrt(2 / 1e5));
}
