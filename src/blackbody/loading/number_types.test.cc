#include "blackbody/loading/number_types.h"

#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::contains;

namespace {

/// The note, or the complaint.
std::string said(const std::vector<double>& values, at::ScalarType stored, at::ScalarType wanted) {
    const auto rows = rows_of_view(view_of(at::tensor(values, at::kDouble).to(stored).view({-1, 1})));
    try {
        return note_of_types(*rows, {.name = "x", .type = wanted}, "x.npy");
    } catch (const Error& error) {
        return std::string("refused: ") + error.what();
    }
}

}  // namespace

TEST(number_types, values_that_are_changed_are_said) {
    EXPECT_EQ(said({0, 1, 255}, at::kFloat, at::kByte), "");
    EXPECT_EQ(said({0, 1, 255}, at::kLong, at::kByte), "");
    EXPECT_EQ(said({0, .5}, at::kFloat, at::kFloat), "");
    EXPECT_EQ(said({0, .5}, at::kFloat, at::kDouble), "");
    EXPECT_EQ(said({3, 4}, at::kShort, at::kFloat), "");
    EXPECT_TRUE(contains(said({0, 1.5, 200}, at::kFloat, at::kByte), "rounded to whole numbers"));
    EXPECT_TRUE(contains(said({.1, .2}, at::kFloat, at::kHalf), "rounded to the float16"));
    EXPECT_TRUE(contains(said({.1, .2}, at::kDouble, at::kFloat), "rounded to the float32"));
}

TEST(number_types, values_that_would_be_lost_are_refused_with_advice) {
    EXPECT_TRUE(contains(said({0, .25, 1}, at::kFloat, at::kByte), "x * 255"));
    EXPECT_TRUE(contains(said({0, 256}, at::kInt, at::kByte), "refused"));
    EXPECT_TRUE(contains(said({-1, 4}, at::kInt, at::kByte), "expected uint8, 0 to 255"));
    EXPECT_TRUE(contains(said({0, 1.0 / 0}, at::kFloat, at::kLong), "NaN or infinity"));
    EXPECT_TRUE(contains(said({3e9}, at::kDouble, at::kInt), "refused"));
}

TEST(number_types, rounds_to_whole_numbers_and_leaves_halves_to_the_network) {
    const at::Tensor bytes = as_type(at::tensor({-1., 1.4, 1.6, 300.}, at::kFloat), at::kByte);
    EXPECT_EQ(bytes.scalar_type(), at::kByte);
    EXPECT_EQ(bytes[0].item<int>(), 0);
    EXPECT_EQ(bytes[1].item<int>(), 1);
    EXPECT_EQ(bytes[2].item<int>(), 2);
    EXPECT_EQ(bytes[3].item<int>(), 255);
    EXPECT_EQ(as_type(at::full({2}, 3, at::kLong), at::kHalf).scalar_type(), at::kFloat);
}
