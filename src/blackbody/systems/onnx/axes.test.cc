#include "blackbody/systems/onnx/axes.h"

#include <gtest/gtest.h>

#include "blackbody/systems/onnx/constants.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// The letters of every value by name, for a graph that starts from `inputs`.
std::map<std::string, std::string> letters(std::vector<Node> nodes, std::vector<Port> inputs,
                                           std::map<std::string, at::Tensor> initializers = {}) {
    Graph graph;
    graph.nodes = std::move(nodes), graph.inputs = std::move(inputs), graph.initializers = std::move(initializers);
    graph.outputs = {Port{.name = graph.nodes.back().outputs[0]}};
    const Circuit circuit = wire(graph);
    const Shapes shapes = infer_shapes(graph, circuit, fold_constants(circuit));
    const std::vector<std::string> names = name_axes(graph, circuit, shapes);
    std::map<std::string, std::string> by_name;
    for (std::size_t v = 0; v < names.size(); ++v) {
        by_name[circuit.names[v]] = names[v];
        if (!names[v].empty() && shapes.one[v]) EXPECT_EQ(names[v].size(), shapes.one[v]->size()) << circuit.names[v];
    }
    return by_name;
}

at::Tensor weight(std::vector<std::int64_t> shape) { return gaussian(shape, 1, at::kFloat); }
at::Tensor integers(std::vector<std::int64_t> values) { return at::tensor(values, at::kLong); }

}  // namespace

TEST(axes, of_an_image_network_are_channels_and_pixels_until_it_is_flattened) {
    const auto axes =
        letters({make_node("Conv", {"x", "w"}, "c"), make_node("Relu", {"c"}, "r"),
                 make_node("MaxPool", {"r"}, "p", {{"kernel_shape", Integers{2, 2}}}), make_node("Flatten", {"p"}, "f"),
                 make_node("Gemm", {"f", "m"}, "y", {{"transB", std::int64_t{1}}})},
                {make_port("x", {-1, 3, 8, 8})}, {{"w", weight({4, 3, 3, 3})}, {"m", weight({10, 100})}});
    EXPECT_EQ(axes.at("x"), "NCYX");
    EXPECT_EQ(axes.at("p"), "NCYX");
    EXPECT_EQ(axes.at("f"), "NU");
    EXPECT_EQ(axes.at("y"), "NU");
}

TEST(axes, of_a_signal_are_channels_and_one_row) {
    const auto axes = letters({make_node("Conv", {"x", "w"}, "c"), make_node("Relu", {"c"}, "y")},
                              {make_port("x", {-1, 3, 20})}, {{"w", weight({4, 3, 5})}});
    EXPECT_EQ(axes.at("x"), "NCX");
    EXPECT_EQ(axes.at("y"), "NCX");
}

TEST(axes, follow_a_transposition) {
    const auto axes = letters(
        {make_node("Transpose", {"x"}, "t", {{"perm", Integers{0, 3, 1, 2}}}), make_node("Conv", {"t", "w"}, "y")},
        {make_port("x", {-1, 8, 8, 3})}, {{"w", weight({4, 3, 3, 3})}});
    EXPECT_EQ(axes.at("x"), "NYXC");
    EXPECT_EQ(axes.at("t"), "NCYX");
}

TEST(axes, of_attention_are_tokens_heads_and_units) {
    const auto axes = letters({make_node("Gather", {"table", "ids"}, "e"), make_node("MatMul", {"e", "wq"}, "q"),
                               make_node("Reshape", {"q", "heads"}, "h"),
                               make_node("Transpose", {"h"}, "t", {{"perm", Integers{0, 2, 1, 3}}}),
                               make_node("Transpose", {"h"}, "k", {{"perm", Integers{0, 2, 3, 1}}}),
                               make_node("MatMul", {"t", "k"}, "s"), make_node("Softmax", {"s"}, "y")},
                              {make_port("ids", {-1, 5}, at::kLong)},
                              {{"table", weight({11, 6})}, {"wq", weight({6, 6})}, {"heads", integers({0, 0, 2, 3})}});
    EXPECT_EQ(axes.at("ids"), "NT");
    EXPECT_EQ(axes.at("e"), "NTU");
    EXPECT_EQ(axes.at("q"), "NTU");
    EXPECT_EQ(axes.at("h"), "NTHU");
    EXPECT_EQ(axes.at("t"), "NHTU");
    EXPECT_EQ(axes.at("k"), "NHUT");
    EXPECT_EQ(axes.at("s"), "NHTT");
    EXPECT_EQ(axes.at("y"), "NHTT");
}
