#include "blackbody/systems/onnx/interactions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "support/largest.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// A graph of one node y = op(x, w), kept alive with its wiring.
struct OneNode {
    Graph graph;
    Circuit circuit;
    Shapes shapes;

    OneNode(Node node, std::vector<std::int64_t> input, at::Tensor weight, at::ScalarType type = at::kFloat) {
        graph.nodes = {std::move(node)};
        graph.initializers["w"] = std::move(weight);
        graph.inputs = {make_port("x", std::move(input), type)};
        graph.outputs = {Port{.name = "y"}};
        circuit = wire(graph);
        shapes = infer_shapes(graph, circuit, circuit.constants);
    }
    std::optional<ActingWeight> acting() const {
        return acting_weight(circuit, circuit.elements[0], circuit.constants, shapes);
    }
    at::Tensor forward(const at::Tensor& x) const { return evaluate(graph, {{"x", x}}).at("y"); }
};

/// To canonical and back must be the stored tensor, bit for bit.
void expect_round_trip(const OneNode& one) {
    const auto acting = one.acting();
    ASSERT_TRUE(acting.has_value());
    EXPECT_TRUE(at::equal(stored_layout(acting->interaction.weight, acting->stored, acting->interaction.groups),
                          one.graph.initializers.at("w")));
}

}  // namespace

TEST(interactions, every_layout_survives_the_way_to_canonical_and_back) {
    expect_round_trip(OneNode(make_node("Conv", {"x", "w"}, "y"), {-1, 4, 6, 6}, gaussian_floats({6, 4, 3, 2}, 1)));
    expect_round_trip(OneNode(make_node("Conv", {"x", "w"}, "y"), {-1, 4, 9}, gaussian_floats({6, 4, 3}, 1)));
    expect_round_trip(
        OneNode(make_node("ConvTranspose", {"x", "w"}, "y"), {-1, 4, 6, 6}, gaussian_floats({4, 5, 3, 2}, 1)));
    expect_round_trip(OneNode(make_node("ConvTranspose", {"x", "w"}, "y", {{"group", std::int64_t{2}}}), {-1, 4, 6, 6},
                              gaussian_floats({4, 5, 3, 2}, 1)));
    for (const std::int64_t g : {1, 2}) {
        const std::vector<std::pair<std::string, Attribute>> group = {{"group", g}};
        expect_round_trip(
            OneNode(make_node("Conv", {"x", "w"}, "y", group), {-1, 4, 9}, gaussian_floats({6, 4 / g, 3}, 1)));
        expect_round_trip(
            OneNode(make_node("ConvTranspose", {"x", "w"}, "y", group), {-1, 4, 9}, gaussian_floats({4, 6 / g, 3}, 1)));
        expect_round_trip(OneNode(make_node("Conv", {"x", "w"}, "y", group), {-1, 4, 5, 6, 7},
                                  gaussian_floats({6, 4 / g, 3, 2, 1}, 1)));
        expect_round_trip(OneNode(make_node("ConvTranspose", {"x", "w"}, "y", group), {-1, 4, 5, 6, 7},
                                  gaussian_floats({4, 6 / g, 3, 2, 1}, 1)));
    }
    expect_round_trip(OneNode(make_node("MatMul", {"x", "w"}, "y"), {-1, 2, 3, 4}, gaussian_floats({2, 4, 7}, 1)));
    expect_round_trip(OneNode(make_node("MatMul", {"w", "x"}, "y"), {-1, 4, 3}, gaussian_floats({7, 4}, 1)));
    expect_round_trip(OneNode(make_node("Gemm", {"x", "w"}, "y"), {-1, 4}, gaussian_floats({4, 7}, 1)));
    expect_round_trip(OneNode(make_node("Gemm", {"x", "w"}, "y", {{"transB", std::int64_t{1}}}), {-1, 4},
                              gaussian_floats({7, 4}, 1)));
    expect_round_trip(OneNode(make_node("MatMul", {"x", "w"}, "y"), {-1, 3, 4}, gaussian_floats({4, 7}, 1)));
    expect_round_trip(OneNode(make_node("Gather", {"w", "x"}, "y"), {-1, 3}, gaussian_floats({9, 7}, 1), at::kLong));
}

TEST(interactions, of_linear_maps_are_outputs_by_inputs_however_they_are_stored) {
    const at::Tensor x = gaussian_floats({5, 4}, 2);
    for (const auto& one : {OneNode(make_node("Gemm", {"x", "w"}, "y"), {-1, 4}, gaussian_floats({4, 7}, 1)),
                            OneNode(make_node("Gemm", {"x", "w"}, "y", {{"transB", std::int64_t{1}}}), {-1, 4},
                                    gaussian_floats({7, 4}, 1)),
                            OneNode(make_node("MatMul", {"x", "w"}, "y"), {-1, 4}, gaussian_floats({4, 7}, 1))}) {
        const Interaction interaction = one.acting()->interaction;
        EXPECT_EQ(interaction.kind, Interaction::Kind::linear);
        EXPECT_EQ(interaction.weight.sizes(), (at::IntArrayRef{7, 4}));
        EXPECT_LT(largest_difference(at::linear(x, interaction.weight), one.forward(x)), 1e-5);
    }
}

TEST(interactions, of_a_transposed_convolution_are_the_adjoint_of_a_convolution_with_the_canonical_weight) {
    // <conv(u), x> = <u, convT(x)>: canonical [O, I/g] of the transposed map, its groups' axes exchanged, is the
    // convolution's own weight.
    for (const std::int64_t groups : {1, 2}) {
        const OneNode one(make_node("ConvTranspose", {"x", "w"}, "y", {{"group", groups}, {"strides", Integers{2, 2}}}),
                          {-1, 4, 5, 5}, gaussian_floats({4, 6 / groups, 3, 3}, 3));
        const Interaction i = one.acting()->interaction;
        ASSERT_EQ(i.weight.sizes(), (at::IntArrayRef{6, 4 / groups, 3, 3}));
        EXPECT_EQ(i.kind, Interaction::Kind::transposed_convolution);
        const at::Tensor x = gaussian_floats({1, 4, 5, 5}, 4), u = gaussian_floats({1, 6, 11, 11}, 5);
        const at::Tensor adjoint =
            i.weight.reshape({groups, 6 / groups, 4 / groups, 3, 3}).transpose(1, 2).reshape({4, 6 / groups, 3, 3});
        const double left =
            (at::conv2d(u, adjoint, {}, at::IntArrayRef{2}, at::IntArrayRef{0}, at::IntArrayRef{1}, groups) * x)
                .sum()
                .item<double>();
        EXPECT_NEAR(left, (u * one.forward(x)).sum().item<double>(), 1e-3 * std::abs(left));
    }
}

TEST(interactions, carry_what_a_convolution_does_to_its_image) {
    const OneNode one(make_node("Conv", {"x", "w"}, "y",
                                {{"group", std::int64_t{2}},
                                 {"strides", Integers{2, 1}},
                                 {"dilations", Integers{1, 3}},
                                 {"pads", Integers{1, 2, 3, 4}}}),
                      {-1, 4, 8, 9}, gaussian_floats({6, 2, 3, 2}, 1));
    const Interaction i = one.acting()->interaction;
    EXPECT_EQ(i.name, "w");
    EXPECT_EQ(i.groups, 2);
    EXPECT_EQ(i.stride, (std::array<std::int64_t, 2>{2, 1}));
    EXPECT_EQ(i.dilation, (std::array<std::int64_t, 2>{1, 3}));
    EXPECT_EQ(i.pads, (std::array<std::int64_t, 4>{1, 2, 3, 4}));
    EXPECT_EQ(i.input_size, (std::array<std::int64_t, 2>{8, 9}));
}

TEST(interactions, pad_as_much_as_auto_pad_makes_the_operator_pad) {
    for (const char* mode : {"SAME_UPPER", "SAME_LOWER"}) {
        const auto settings = [&](bool automatic, const Interaction* i) {
            std::vector<std::pair<std::string, Attribute>> all{{"strides", Integers{2, 3}}};
            if (automatic) all.emplace_back("auto_pad", std::string(mode));
            else all.emplace_back("pads", Integers(i->pads.begin(), i->pads.end()));
            return all;
        };
        const at::Tensor w = gaussian_floats({2, 2, 4, 3}, 6), x = gaussian_floats({1, 2, 9, 7}, 7);
        const OneNode automatic(make_node("Conv", {"x", "w"}, "y", settings(true, nullptr)), {-1, 2, 9, 7}, w);
        const Interaction i = automatic.acting()->interaction;
        const OneNode by_hand(make_node("Conv", {"x", "w"}, "y", settings(false, &i)), {-1, 2, 9, 7}, w);
        EXPECT_LT(largest_difference(automatic.forward(x), by_hand.forward(x)), 1e-6) << mode;
    }
}

TEST(interactions, of_a_stack_of_matrices_are_groups_of_rows) {
    const OneNode one(make_node("MatMul", {"x", "w"}, "y"), {-1, 2, 3, 4}, gaussian_floats({2, 4, 7}, 1));
    const Interaction i = one.acting()->interaction;
    ASSERT_EQ(i.weight.sizes(), (at::IntArrayRef{14, 4}));
    EXPECT_EQ(i.groups, 2);
    const at::Tensor x = gaussian_floats({1, 2, 3, 4}, 2), y = one.forward(x);
    for (std::int64_t g = 0; g < 2; ++g)
        EXPECT_LT(largest_difference(at::linear(x[0][g], i.weight.narrow(0, 7 * g, 7)), y[0][g]), 1e-5);
}

TEST(interactions, multiply_adds_of_a_convolution_are_kernel_times_outputs) {
    const OneNode one(make_node("Conv", {"x", "w"}, "y", {{"group", std::int64_t{2}}}), {-1, 4, 6, 6},
                      gaussian_floats({6, 2, 3, 3}, 1));
    EXPECT_EQ(multiply_adds(one.circuit.elements[0], one.shapes), 6 * 4 * 4 * (2 * 3 * 3));
    const OneNode linear(make_node("MatMul", {"x", "w"}, "y"), {-1, 3, 4}, gaussian_floats({4, 7}, 1));
    EXPECT_EQ(multiply_adds(linear.circuit.elements[0], linear.shapes), 3 * 4 * 7);
}

TEST(interactions, a_vector_or_a_product_of_two_states_is_none) {
    EXPECT_FALSE(
        OneNode(make_node("MatMul", {"x", "w"}, "y"), {-1, 4}, gaussian_floats({4, 1}, 1)).acting().has_value());
    EXPECT_FALSE(OneNode(make_node("Mul", {"x", "w"}, "y"), {-1, 4}, gaussian_floats({4}, 1)).acting().has_value());
}
