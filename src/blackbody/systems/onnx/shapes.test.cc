#include "blackbody/systems/onnx/shapes.h"

#include <gtest/gtest.h>

#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// Convolutions of every kind of window, each the only node of a graph.
Graph convolution(std::vector<std::pair<std::string, Attribute>> settings, std::vector<std::int64_t> weight) {
    Graph graph;
    graph.nodes = {make_node("Conv", {"x", "w"}, "y", std::move(settings))};
    graph.initializers["w"] = RandomTensors(1).normal(weight);
    graph.inputs = {make_port("x", {-1, 4, 11, 8})};
    graph.outputs = {make_port("y", {})};
    return graph;
}

Shapes shapes_of(const Graph& graph, const Circuit& circuit) {
    return infer_shapes(graph, circuit, fold_constants(circuit));
}

}  // namespace

TEST(shapes, of_convolutions_are_those_that_come_out) {
    const std::vector<Graph> graphs = {
        convolution({}, {64, 4, 3, 3}),
        convolution({{"strides", Integers{2, 3}}, {"pads", Integers{1, 0, 2, 1}}}, {64, 4, 3, 2}),
        convolution({{"dilations", Integers{2, 1}}, {"group", std::int64_t{4}}}, {128, 1, 3, 5}),
        convolution({{"auto_pad", std::string("SAME_UPPER")}, {"strides", Integers{2, 2}}}, {64, 4, 5, 5})};
    for (const Graph& graph : graphs) {
        const Circuit circuit = wire(graph);
        const Shapes shapes = shapes_of(graph, circuit);
        const at::Tensor y = evaluate(graph, {{"x", RandomTensors(2).normal({2, 4, 11, 8})}}).at("y");
        EXPECT_EQ(*shapes.two[circuit.outputs[0]], y.sizes().vec());
        EXPECT_TRUE(shapes.sampled[circuit.outputs[0]]);
    }
}

TEST(shapes, name_the_convolution_whose_channels_do_not_fit) {
    const Graph graph = convolution({}, {64, 3, 5, 5});
    const Circuit circuit = wire(graph);
    const Shapes shapes = shapes_of(graph, circuit);
    EXPECT_FALSE(shapes.one[circuit.outputs[0]]);
    EXPECT_NE(shapes.problems[0].find("node 'y_node' (Conv, opset 17)"), std::string::npos) << shapes.problems[0];
}

TEST(shapes, guess_free_sides_of_an_image_and_say_so) {
    Graph graph = convolution({}, {64, 4, 3, 3});
    graph.inputs[0].shape = {-1, 4, -1, -1};
    const Circuit circuit = wire(graph);
    const Shapes guessed = shapes_of(graph, circuit);
    EXPECT_EQ(*guessed.one[circuit.outputs[0]], (Sizes{1, 64, 222, 222}));
    EXPECT_EQ(guessed.notes.size(), 1u);
    const Shapes hinted = infer_shapes(graph, circuit, fold_constants(circuit), {{"x", {1, 4, 10, 20}}});
    EXPECT_EQ(*hinted.one[circuit.outputs[0]], (Sizes{1, 64, 8, 18}));
}

TEST(shapes, come_from_numbers_where_an_operator_needs_them) {
    // The shape to reshape to is computed from the input's own shape.
    Graph graph;
    graph.nodes = {make_node("Shape", {"x"}, "s"), make_node("Gather", {"s", "zero"}, "n", {{"axis", std::int64_t{0}}}),
                   make_node("Concat", {"n", "rest"}, "t", {{"axis", std::int64_t{0}}}),
                   make_node("Reshape", {"x", "t"}, "y")};
    graph.initializers = {{"zero", at::tensor({0}, at::kLong)}, {"rest", at::tensor({-1}, at::kLong)}};
    graph.inputs = {make_port("x", {-1, 4, 11, 8})};
    graph.outputs = {make_port("y", {})};
    const Circuit circuit = wire(graph);
    EXPECT_EQ(*shapes_of(graph, circuit).two[circuit.outputs[0]], (Sizes{2, 352}));
}
