/// What operators meant in older opsets, where the conformance cases are silent: each against a plain reckoning.
#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <limits>

#include "blackbody/systems/onnx/ops/samples.test.h"
#include "blackbody/util/errors.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;
using namespace blackbody::ops;

namespace {

using I = std::int64_t;
using Is = std::vector<std::int64_t>;
using Settings = std::vector<std::pair<std::string, Attribute>>;

Tensors run_all(const Node& node, const Tensors& inputs) { return find_operator(node.op, "")->run(Call{node, inputs}); }

at::Tensor run(const std::string& op, I opset, const Tensors& inputs, Settings settings = {}) {
    return run_all(node_of(op, std::move(settings), opset), inputs).front();
}

at::Tensor counting(Is shape) { return at::arange(c10::multiply_integers(shape), at::kDouble).reshape(shape); }

std::string complaint(const std::string& op, const Tensors& inputs, Settings settings = {}) {
    return complaint_of([&] { run(op, 18, inputs, std::move(settings)); });
}

}  // namespace

TEST(versions, before_opset_7_axis_says_where_b_begins_in_a) {
    const at::Tensor a = counting({2, 3, 4}), b = counting({3});
    EXPECT_TRUE(at::equal(run("Add", 6, {a, b}, {{"broadcast", I{1}}, {"axis", I{1}}}), a + b.reshape({1, 3, 1})));
    EXPECT_TRUE(at::equal(run("Less", 1, {a, b}, {{"broadcast", I{1}}, {"axis", I{1}}}), a < b.reshape({1, 3, 1})));
}

TEST(versions, softmax_before_13_normalises_all_axes_from_its_own_on) {
    const at::Tensor x = drawn({2, 3, 4});
    const at::Tensor rows = at::softmax(x.reshape({2, 12}), 1).reshape({2, 3, 4});
    EXPECT_TRUE(at::allclose(run("Softmax", 12, {x}), rows));
    EXPECT_TRUE(at::allclose(run("Softmax", 13, {x}), at::softmax(x, 2)));
}

TEST(versions, clip_takes_its_bounds_from_attributes_before_11) {
    const at::Tensor x = counting({5});
    EXPECT_TRUE(
        at::equal(run("Clip", 6, {x}, {{"min", 1.0}, {"max", 3.0}}), at::tensor({1., 1., 2., 3., 3.}, at::kDouble)));
}

TEST(versions, dropout_leaves_a_trained_network_alone) {
    const at::Tensor x = drawn({3, 4});
    for (const I opset : {1, 6, 7, 10, 12, 22}) EXPECT_TRUE(at::equal(run("Dropout", opset, {x}), x)) << opset;
    EXPECT_EQ(run_all(node_of("Dropout", {}, 7), {x})[1].scalar_type(), at::kDouble);
    EXPECT_EQ(run_all(node_of("Dropout", {}, 10), {x})[1].scalar_type(), at::kBool);
}

TEST(versions, dropout_in_training_keeps_the_mean_and_repeats_for_its_seed) {
    const Tensors inputs = {at::full({100000}, 1.0, at::kDouble), at::full({}, 0.3, at::kFloat),
                            at::full({}, true, at::kBool)};
    const at::Tensor y = run("Dropout", 13, inputs, {{"seed", I{5}}});
    EXPECT_NEAR(y.mean().item<double>(), 1, 5 * std::sqrt(0.3 / 0.7 / 1e5));
    EXPECT_TRUE(at::equal(y, run("Dropout", 13, inputs, {{"seed", I{5}}})));
    EXPECT_FALSE(at::equal(y, run("Dropout", 13, inputs, {{"seed", I{6}}})));
}

TEST(versions, squeeze_and_unsqueeze_read_axes_from_either_place) {
    const at::Tensor x = drawn({2, 1, 3});
    EXPECT_EQ(run("Squeeze", 11, {x}, {{"axes", Is{1}}}).sizes(), (Is{2, 3}));
    EXPECT_EQ(run("Squeeze", 13, {x, integers({-2})}).sizes(), (Is{2, 3}));
    EXPECT_EQ(run("Unsqueeze", 1, {x}, {{"axes", Is{0, 4}}}).sizes(), (Is{1, 2, 1, 3, 1}));
    EXPECT_EQ(run("Unsqueeze", 13, {x, integers({4, 0})}).sizes(), (Is{1, 2, 1, 3, 1}));
}

TEST(versions, reshape_and_pad_of_opset_1_read_attributes) {
    EXPECT_EQ(run("Reshape", 1, {drawn({2, 6})}, {{"shape", Is{0, 3, -1}}}).sizes(), (Is{2, 3, 2}));
    const at::Tensor padded = run("Pad", 1, {counting({2})}, {{"paddings", Is{1, 2}}, {"value", 9.0}});
    EXPECT_TRUE(at::equal(padded, at::tensor({9., 0., 1., 9., 9.}, at::kDouble)));
}

TEST(versions, reshape_takes_zero_as_a_size_where_allowed) {
    EXPECT_EQ(run("Reshape", 14, {drawn({0, 3}), integers({3, 0})}, {{"allowzero", I{1}}}).sizes(), (Is{3, 0}));
}

TEST(versions, slice_of_opset_1_reads_attributes_and_clamps) {
    const at::Tensor x = counting({4, 5});
    const at::Tensor y = run("Slice", 1, {x}, {{"starts", Is{-3, 1}}, {"ends", Is{1000, -1}}});
    EXPECT_TRUE(at::equal(y, x.slice(0, 1, 4).slice(1, 1, 4)));
}

TEST(versions, slice_goes_backwards_to_the_very_first_element) {
    const at::Tensor y =
        run("Slice", 13, {counting({5}), integers({4}), integers({-100}), integers({0}), integers({-2})});
    EXPECT_TRUE(at::equal(y, at::tensor({4., 2., 0.}, at::kDouble)));
}

TEST(versions, tile_of_opset_1_repeats_one_axis) {
    EXPECT_TRUE(at::equal(run("Tile", 1, {counting({2, 2}), scalar(3), scalar(1)}), counting({2, 2}).repeat({1, 3})));
}

TEST(versions, cast_of_opset_1_names_its_type) {
    EXPECT_EQ(run("Cast", 1, {counting({2})}, {{"to", "INT32"}}).scalar_type(), at::kInt);
}

TEST(versions, prelu_of_opset_6_has_a_slope_a_channel) {
    const at::Tensor x = -counting({1, 2, 3}), slope = at::tensor({1.0, 10.0}, at::kDouble);
    EXPECT_TRUE(at::equal(run("PRelu", 6, {x, slope}), x * slope.reshape({1, 2, 1})));
}

TEST(versions, top_k_of_opset_1_reads_k_from_an_attribute_and_prefers_lower_indices) {
    const Node node = node_of("TopK", {{"k", I{2}}}, 1);
    const Tensors y = run_all(node, {at::tensor({1., 3., 3., 3.}, at::kDouble)});
    EXPECT_TRUE(at::equal(y[1], integers({1, 2})));
}

TEST(versions, batch_normalization_of_opset_7_is_training_where_more_outputs_are_asked_for) {
    const Tensors inputs = {drawn({64, 2}), at::full({2}, 1., at::kDouble), at::full({2}, 0., at::kDouble),
                            at::full({2}, 5., at::kDouble), at::full({2}, 2., at::kDouble)};
    Node node = node_of("BatchNormalization", {{"momentum", 0.75}}, 7);
    EXPECT_TRUE(at::allclose(run_all(node, inputs)[0], (inputs[0] - 5.0) / std::sqrt(2 + 1e-5)));
    node.outputs = {"y", "mean", "variance"};
    const Tensors y = run_all(node, inputs);
    EXPECT_TRUE(at::allclose(y[0].mean(0), at::full({2}, 0., at::kDouble), 0, 1e-12));
    EXPECT_TRUE(at::allclose(y[1], inputs[3] * 0.75 + inputs[0].mean(0) * 0.25));
}

TEST(versions, batch_normalization_without_spatial_has_statistics_a_unit) {
    const at::Tensor x = drawn({2, 3, 4}), mean = drawn({3, 4}, 1), variance = drawn({3, 4}, 2).abs() + 1;
    const at::Tensor one = at::full({3, 4}, 1., at::kDouble), zero = at::full({3, 4}, 0., at::kDouble);
    const at::Tensor y = run("BatchNormalization", 7, {x, one, zero, mean, variance}, {{"spatial", I{0}}});
    EXPECT_TRUE(at::allclose(y, (x - mean) / (variance + 1e-5).sqrt()));
}

TEST(versions, upsample_has_had_three_ways_to_say_its_scales) {
    const at::Tensor x = counting({1, 1, 2, 2}), scales = at::tensor({1., 1., 2., 3.}, at::kFloat);
    const at::Tensor y = x.repeat_interleave(2, 2).repeat_interleave(3, 3);
    EXPECT_TRUE(at::equal(run("Upsample", 1, {x}, {{"height_scale", 2.0}, {"width_scale", 3.0}}), y));
    EXPECT_TRUE(at::equal(run("Upsample", 7, {x}, {{"scales", std::vector<double>{1, 1, 2, 3}}}), y));
    EXPECT_TRUE(at::equal(run("Upsample", 9, {x, scales}), y));
}

TEST(versions, resize_of_opset_10_is_asymmetric) {
    const at::Tensor x = counting({1, 1, 2, 4}), scales = at::tensor({1., 1., 0.6, 0.6}, at::kFloat);
    EXPECT_TRUE(at::equal(run("Resize", 10, {x, scales}).reshape(-1), at::tensor({0., 2.}, at::kDouble)));
}

TEST(versions, split_shares_equally_or_as_told) {
    Node node = node_of("Split", {}, 13);
    node.outputs = {"a", "b"};
    EXPECT_EQ(run_all(node, {counting({4})})[1].sizes(), (Is{2}));
    EXPECT_EQ(run_all(node_of("Split", {{"split", Is{1, 3}}}, 2), {counting({4})})[1].sizes(), (Is{3}));
    EXPECT_EQ(run_all(node_of("Split", {{"num_outputs", I{2}}}, 18), {counting({5})})[1].sizes(), (Is{2}));
}

TEST(versions, reductions_read_axes_from_either_place_and_none_means_all_or_none) {
    const at::Tensor x = counting({2, 3});
    EXPECT_TRUE(at::equal(run("ReduceMax", 11, {x}, {{"axes", Is{1}}}), run("ReduceMax", 18, {x, integers({-1})})));
    EXPECT_EQ(run("ReduceSum", 13, {x}).item<double>(), 15);
    EXPECT_TRUE(at::equal(run("ReduceSum", 13, {x}, {{"noop_with_empty_axes", I{1}}}), x));
}

TEST(versions, unsigned_integers_that_aten_cannot_add_are_added) {
    const at::Tensor a = integers({65535, 3}).to(at::kUInt16), b = integers({2, 5}).to(at::kUInt16);
    EXPECT_TRUE(at::equal(run("Add", 14, {a, b}).to(at::kLong), integers({1, 8}))) << "wraps as uint16 does";
    EXPECT_TRUE(at::equal(run("Less", 13, {a, b}), at::tensor({0, 1}, at::kInt).to(at::kBool)));
}

TEST(versions, a_call_that_cannot_be_answered_names_the_node_and_what_was_expected) {
    EXPECT_NE(
        complaint("Softmax", {drawn({2})}, {{"axis", I{3}}}).find("node 'n' (Softmax, opset 18): expected an axis"),
        std::string::npos);
    EXPECT_NE(complaint("Resize", {drawn({2}), at::Tensor(), drawn({1})}, {{"mode", "lanczos"}}).find("found lanczos"),
              std::string::npos);
    EXPECT_NE(complaint("Cast", {drawn({2})}, {{"to", I{8}}}).find("ONNX type 8"), std::string::npos);
    EXPECT_NE(complaint("MaxPool", {drawn({1, 1, 2})}, {{"kernel_shape", Is{3}}}).find("as large as the kernel"),
              std::string::npos);
    for (const char* op : {"Gather", "GatherElements"}) {
        const std::string line = complaint(op, {drawn({3}), integers({2, 7, -3, -4})});
        EXPECT_NE(line.find(std::string("node 'n' (") + op + ", opset 18): expected indices from -3 to 2, found 7"),
                  std::string::npos)
            << line;
    }
}

TEST(versions, damaged_sizes_are_refused_before_anything_is_made) {
    const I huge = I{1} << 40, most = std::numeric_limits<I>::max();
    const at::Tensor image = drawn({1, 4, 3, 3}), none = at::Tensor();
    EXPECT_NE(complaint("DepthToSpace", {image}, {{"blocksize", I{1} << 32}}), "");
    EXPECT_NE(complaint("LRN", {image}, {{"size", most}}), "");
    EXPECT_NE(complaint("MaxPool", {image}, {{"kernel_shape", Is{most, 1}}}), "");
    EXPECT_NE(complaint("AveragePool", {image}, {{"kernel_shape", Is{2, 2}}, {"pads", Is{huge, 0, huge, 0}}}), "");
    EXPECT_NE(complaint("ConvTranspose", {image, drawn({4, 1, 2, 2})}, {{"strides", Is{huge, huge}}}), "");
    EXPECT_NE(complaint("Tile", {image, integers({1, 1, 100000, 100000})}), "");
    EXPECT_NE(complaint("Pad", {image, integers({0, 0, most, 0, 0, 0, 0, most})}), "");
    EXPECT_NE(complaint("Expand", {drawn({1}), integers({most, most})}), "");
    EXPECT_NE(complaint("ConstantOfShape", {integers({huge, huge})}), "");
    EXPECT_NE(complaint("Range", {scalar(0), scalar(huge), scalar(1)}), "");
    EXPECT_NE(complaint("OneHot", {integers({0}), scalar(huge), drawn({2})}), "");
    EXPECT_NE(complaint("Resize", {image, none, none, integers({1, 4, huge, 3})}), "");
    const at::Tensor nowhere = at::full({8}, std::numeric_limits<double>::quiet_NaN(), at::kFloat);
    EXPECT_NE(complaint("Resize", {image, nowhere, none, integers({1, 4, 5, 5})},
                        {{"coordinate_transformation_mode", "tf_crop_and_resize"}, {"mode", "linear"}}),
              "");
    EXPECT_NE(complaint("GatherND", {drawn({2, 2}), integers({2, 0}).reshape({1, 2})}), "");
    EXPECT_NE(complaint("ScatterND", {drawn({2, 2}), integers({0, 2}).reshape({1, 2}), drawn({1})}), "");
}

TEST(versions, average_pool_counts_as_a_plain_loop_does) {
    const at::Tensor x = drawn({1, 1, 7});
    for (const I include : {0, 1}) {
        const at::Tensor y = run("AveragePool", 19, {x},
                                 {{"kernel_shape", Is{3}},
                                  {"strides", Is{2}},
                                  {"dilations", Is{2}},
                                  {"pads", Is{1, 2}},
                                  {"ceil_mode", I{1}},
                                  {"count_include_pad", include}});
        for (I o = 0; o < y.size(2); ++o) {
            double sum = 0, count = 0;
            for (I at = 2 * o - 1; at < 2 * o - 1 + 6; at += 2) {
                const bool inside = at >= 0 && at < 7;
                if (inside) sum += x[0][0][at].item<double>();
                count += inside || (include != 0 && at < 7 + 2);
            }
            EXPECT_NEAR(y[0][0][o].item<double>(), sum / count, 1e-12) << o;
        }
    }
}
