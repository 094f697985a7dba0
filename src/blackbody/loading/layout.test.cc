#include "blackbody/loading/layout.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

using namespace blackbody;

namespace {

std::string turn(const Shape& sample, const Shape& input, std::int64_t height = 0, std::int64_t width = 0) {
    const auto found = find_turn(sample, input, height, width);
    if (!found) return "none";
    return to_string(found->stored) + " -> " + to_string(found->wanted);
}

}  // namespace

TEST(layout, channels_go_to_where_the_input_has_them) {
    EXPECT_EQ(turn({3, 16, 16}, {3, 16, 16}), "[C, Y, X] -> [C, Y, X]");
    EXPECT_EQ(turn({16, 16, 3}, {3, 16, 16}), "[Y, X, C] -> [C, Y, X]");
    EXPECT_EQ(turn({3, 16, 16}, {16, 16, 3}), "[C, Y, X] -> [Y, X, C]");
    EXPECT_EQ(turn({16, 16, 3}, {16, 16, 3}), "[Y, X, C] -> [Y, X, C]");
    EXPECT_EQ(turn({3, 20, 24}, {-1, -1, 3}), "[C, Y, X] -> [Y, X, C]");
    EXPECT_EQ(turn({20, 24, 3}, {-1, -1, 3}), "[Y, X, C] -> [Y, X, C]");
    EXPECT_EQ(turn({20, 24, 3}, {-1, -1, -1}), "[Y, X, C] -> [C, Y, X]");
    EXPECT_EQ(turn({3, 20, 24}, {-1, -1, -1}), "[C, Y, X] -> [C, Y, X]");
    EXPECT_EQ(turn({28, 28}, {1, 28, 28}), "[Y, X] -> [C, Y, X]");
    EXPECT_EQ(turn({28, 28}, {28, 28, 1}), "[Y, X] -> [Y, X, C]");
    EXPECT_EQ(turn({1, 28, 28}, {28, 28}), "[C, Y, X] -> [Y, X]");
    EXPECT_EQ(turn({28, 28, 1}, {28, 28}), "[Y, X, C] -> [Y, X]");
    EXPECT_EQ(turn({28, 28}, {784}), "[Y, X] -> [C Y X]");
    EXPECT_EQ(turn({32, 32, 3}, {3072}), "[Y, X, C] -> [Y X C]");
    EXPECT_EQ(turn({16, 16, 4}, {3, 16, 16}), "none");
    EXPECT_EQ(turn({8, 8, 3}, {3, 4, 5}), "none");
    EXPECT_EQ(turn({8, 8, 3}, {3, 4, 5}, 4, 5), "[Y, X, C] -> [C, Y, X]");
    EXPECT_EQ(turn({8, 8, 3}, {3, 4, 5}, 5, 5), "none");
}

TEST(layout, a_row_of_numbers_gets_the_axes_that_the_input_fixes) {
    EXPECT_EQ(find_turn({784}, {1, 28, 28}, 0, 0)->result, (Shape{1, 28, 28}));
    EXPECT_FALSE(find_turn({784}, {1, -1, 28}, 0, 0));
    EXPECT_EQ(find_turn({6}, {6}, 0, 0)->result, Shape{6});
    EXPECT_EQ(find_turn({2, 3, 4, 5}, {120}, 0, 0)->result, Shape{120});
}

TEST(layout, every_turn_keeps_each_pixel_and_can_be_turned_back) {
    const at::Tensor pictures = at::arange(2 * 3 * 4 * 5).reshape({2, 3, 4, 5});
    const at::Tensor last = from_cyx(pictures, Layout::yxc);
    EXPECT_EQ(last.sizes(), (at::IntArrayRef{2, 4, 5, 3}));
    EXPECT_EQ(last[1][2][3][0].item<std::int64_t>(), pictures[1][0][2][3].item<std::int64_t>());
    EXPECT_TRUE(at::equal(to_cyx(last, Layout::yxc), pictures));
    EXPECT_TRUE(at::equal(from_cyx(pictures, Layout::flat_cyx), pictures.reshape({2, 60})));
    EXPECT_TRUE(at::equal(from_cyx(pictures, Layout::flat_yxc), last.reshape({2, 60})));
}

TEST(layout, an_input_tells_how_it_wants_pictures) {
    EXPECT_EQ(picture_input({3, 32, 32}, 0, 0)->layout, Layout::cyx);
    EXPECT_EQ(picture_input({32, 32, 3}, 0, 0)->layout, Layout::yxc);
    EXPECT_EQ(picture_input({-1, -1, 1}, 0, 0)->channels, 1);
    EXPECT_EQ(picture_input({28, 28}, 0, 0)->layout, Layout::yx);
    EXPECT_EQ(picture_input({784}, 28, 28)->layout, Layout::flat_cyx);
    EXPECT_FALSE(picture_input({784}, 30, 30));
    EXPECT_FALSE(picture_input({16, 32, 32}, 0, 0));
}
