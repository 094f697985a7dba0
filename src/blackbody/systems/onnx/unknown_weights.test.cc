#include "blackbody/systems/onnx/unknown_weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <gtest/gtest.h>

#include "blackbody/systems/onnx/network.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

using I = std::int64_t;

Network network_of(std::vector<Node> nodes, std::map<std::string, at::Tensor> constants,
                   std::vector<I> input = {-1, 3, 4}) {
    Graph graph;
    graph.nodes = std::move(nodes);
    graph.initializers = std::move(constants);
    graph.inputs = {make_port("x", std::move(input))};
    graph.outputs = {Port{.name = graph.nodes.back().outputs[0]}};
    return Network(graph);
}

std::vector<std::string> notes_with(const Network& network, const std::string& text) {
    std::vector<std::string> found;
    for (const std::string& note : network.card().notes)
        if (note.find(text) != std::string::npos) found.push_back(note);
    return found;
}

at::IntArrayRef weight_of(const Network& network, const std::string& site) {
    return network.sites()[site_named(network, site)].interaction->weight.sizes();
}

}  // namespace

TEST(unknown_weights, of_a_recurrent_cell_are_a_matrix_a_direction) {
    Node cell = make_node("LSTM", {"x", "w", "r", "b"}, "y", {{"hidden_size", I{5}}}, 14);
    const Network network = network_of({cell}, {{"w", gaussian_floats({2, 20, 4}, 1)},
                                                {"r", gaussian_floats({2, 20, 5}, 2)},
                                                {"b", gaussian_floats({2, 40}, 3)}});
    EXPECT_EQ(weight_of(network, "y_node W"), (at::IntArrayRef{40, 4}));
    EXPECT_EQ(weight_of(network, "y_node R"), (at::IntArrayRef{40, 5}));
    EXPECT_EQ(network.sites()[site_named(network, "y_node W")].interaction->groups, 2);
    EXPECT_EQ(network.sites()[site_named(network, "y_node W")].info.weight_shape, (Integers{2, 20, 4}));
}

TEST(unknown_weights, one_line_a_kind_with_its_count_and_no_far_fetched_likeness) {
    std::vector<Node> nodes;
    std::string value = "x";
    for (int i = 0; i < 3; ++i) {
        nodes.push_back(make_node("LSTM", {value, "w", "r"}, "h" + std::to_string(i), {}, 14));
        value = "h" + std::to_string(i);
    }
    nodes.push_back(make_node("Relus", {value}, "y"));
    const Network network =
        network_of(nodes, {{"w", gaussian_floats({1, 20, 4}, 1)}, {"r", gaussian_floats({1, 20, 5}, 2)}});
    const auto lines = notes_with(network, "not computed: ");
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0],
              "not computed: LSTM (opset 14), 3 nodes, the first 'h0_node': no supported operator; weights "
              "inside and what does not depend on it are measured");
    EXPECT_NE(lines[1].find("(similar: Relu)"), std::string::npos) << lines[1];
}

TEST(unknown_weights, integers_stand_for_numbers_by_their_scale) {
    const at::Tensor q = RandomTensors(1).integers(-128, 127, {6, 3, 3, 3}, at::kChar),
                     scale = gaussian_floats({6}, 2).abs() + 0.1;
    const Network network = network_of({make_node("QLinearConv", {"x", "xs", "xz", "q", "qs", "qz", "ys", "yz"}, "y")},
                                       {{"q", q},
                                        {"qs", scale},
                                        {"qz", at::tensor({0}, at::kInt).to(at::kChar)},
                                        {"xs", gaussian_floats({1}, 3)},
                                        {"xz", gaussian_floats({1}, 4)},
                                        {"ys", gaussian_floats({1}, 5)},
                                        {"yz", gaussian_floats({1}, 6)}},
                                       {-1, 3, 8, 8});
    const at::Tensor w = network.sites()[site_named(network, "y_node")].interaction->weight;
    EXPECT_TRUE(at::allclose(w, q.to(at::kFloat) * scale.reshape({6, 1, 1, 1})));
}

TEST(unknown_weights, of_an_operator_that_nobody_knows_are_its_matrices) {
    const Network network = network_of(
        {make_node("Mystery", {"x", "w", "v", "b"}, "y")},
        {{"w", gaussian_floats({4, 7}, 1)}, {"v", gaussian_floats({2, 4, 7}, 2)}, {"b", gaussian_floats({7}, 3)}});
    EXPECT_EQ(weight_of(network, "y_node"), (at::IntArrayRef{4, 7}));
    EXPECT_EQ(weight_of(network, "y_node"), (at::IntArrayRef{4, 7}));
    EXPECT_EQ(notes_with(network, "left out").size(), 0u);
}

TEST(unknown_weights, what_is_not_measured_is_named) {
    const Network network = network_of({make_node("MatMul", {"x", "row"}, "a"), make_node("Add", {"a", "table"}, "b"),
                                        make_node("Mystery", {"b", "bytes", "five"}, "y")},
                                       {{"row", gaussian_floats({4, 1}, 1)},
                                        {"table", gaussian_floats({1, 3, 5}, 2)},
                                        {"bytes", RandomTensors(1).integers(0, 9, {4, 8}, at::kByte)},
                                        {"five", gaussian_floats({2, 2, 2, 2, 2}, 3)},
                                        {"scale", gaussian_floats({1, 7}, 4)}});
    const auto lines = notes_with(network, "left out");
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0],
              "left out: bytes [4, 8] uint8: inside node 'y_node' (Mystery, opset 17), which is not computed");
    EXPECT_EQ(
        lines[1],
        "left out: five [2, 2, 2, 2, 2] float32: inside node 'y_node' (Mystery, opset 17), which is not computed");
    EXPECT_EQ(lines[2], "left out: row [4, 1] float32: one row or column has one singular value, and no spectrum");
    EXPECT_EQ(lines[3],
              "left out: table [1, 3, 5] float32: read by node 'b_node' (Add, opset 17), which is no linear map");
}

TEST(unknown_weights, are_listed_up_to_a_number_and_then_counted) {
    std::map<std::string, at::Tensor> constants;
    std::vector<Node> nodes;
    std::string value = "x";
    for (int i = 0; i < 20; ++i) {
        const std::string name = "t" + std::to_string(100 + i);
        constants[name] = gaussian_floats({1, 3, 4}, i);
        nodes.push_back(make_node("Add", {value, name}, "s" + std::to_string(i)));
        value = "s" + std::to_string(i);
    }
    const auto lines = notes_with(network_of(nodes, constants), "left out");
    ASSERT_EQ(lines.size(), 17u);
    EXPECT_EQ(lines[16], "left out: 4 more weights");
}
