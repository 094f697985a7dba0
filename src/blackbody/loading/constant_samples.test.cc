#include "blackbody/loading/constant_samples.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include "blackbody/loading/dataset.h"
#include "blackbody/util/errors.h"
#include "support/arrays.h"
#include "support/random.h"

using namespace blackbody;
using blackbody::testing::npy_file;
using blackbody::testing::RandomTensors;

namespace {

/// x [N, 3] with an input of this shape beside it that has no sample axis.
std::vector<Port> ports(std::vector<std::int64_t> constant) {
    std::vector<Port> both(2);
    both[0] = {.name = "x", .shape = {-1, 3}, .has_shape = true};
    both[1] = {.name = "k", .shape = std::move(constant), .has_shape = true, .per_sample = false};
    return both;
}

at::Tensor fed(const at::Tensor& k, std::vector<std::int64_t> shape) {
    const at::Tensor x = RandomTensors(1).uniform({6, 3});
    const Dataset data = load_dataset("x=" + npy_file("constant_x.npy", x) + ",k=" + npy_file("constant_k.npy", k),
                                      ports(std::move(shape)));
    EXPECT_EQ(data.size(), 6);
    const Batch batch = data.read(1, 4);
    for (const auto& [name, values] : batch.inputs)
        if (name == "k") return values;
    return {};
}

}  // namespace

TEST(constant_samples, one_array_is_fed_to_every_sample) {
    const at::Tensor k = RandomTensors(2).uniform({5});
    EXPECT_TRUE(at::equal(fed(k, {5}), k.expand({4, 5})));
    EXPECT_TRUE(at::equal(fed(k.unsqueeze(0), {5}), k.expand({4, 5})));
}

TEST(constant_samples, a_scalar_may_be_stored_as_an_array_of_one) {
    const at::Tensor k = RandomTensors(2).uniform({1});
    EXPECT_TRUE(at::equal(fed(k, {}), k.expand({4})));
    EXPECT_TRUE(at::equal(fed(k.squeeze(), {}), k.expand({4})));
}

TEST(constant_samples, another_shape_is_refused_by_name) {
    try {
        fed(RandomTensors(2).uniform({4}), {5});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::data);
        EXPECT_NE(std::string(error.what()).find("input 'k', which has no sample axis"), std::string::npos)
            << error.what();
    }
}
