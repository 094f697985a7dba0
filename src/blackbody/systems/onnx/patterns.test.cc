#include "blackbody/systems/onnx/patterns.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/mish.h>
#include <ATen/ops/silu.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// What was recognised: the node whose output is the state, and its name; "" where it is not exactly one.
std::string found_in(const Graph& graph) {
    const Circuit circuit = wire(graph);
    const Patterns patterns = find_patterns(circuit, fold_constants(circuit));
    if (patterns.ends.size() != 1) return "";
    const auto& [element, name] = *patterns.ends.begin();
    return name.name + " at " + circuit.names[circuit.elements[element].outputs[0]];
}

/// How many nodes were taken for steps on the way.
std::size_t steps_in(const Graph& graph) {
    const Circuit circuit = wire(graph);
    return find_patterns(circuit, fold_constants(circuit)).inside.size();
}

Graph graph_of(std::vector<Node> nodes, const std::map<std::string, double>& numbers) {
    Graph graph;
    graph.nodes = std::move(nodes);
    for (const auto& [name, value] : numbers) graph.initializers[name] = at::full({1}, value, at::kFloat);
    graph.inputs = {make_port("x", {-1, 8})};
    graph.outputs = {make_port("y", {-1, 8})};
    return graph;
}

/// What is recognised under a name must be what the name says.
void expect_computes(const Graph& graph, at::Tensor (*reference)(const at::Tensor&)) {
    const at::Tensor x = gaussian({5, 8}, 1, at::kFloat);
    EXPECT_LT((evaluate(graph, {{"x", x}}).at("y") - reference(x)).abs().max().item<double>(), 1e-5);
}

Graph erf_gelu(bool half_first) {
    std::vector<Node> nodes = {make_node("Div", {"x", "root2"}, "d"), make_node("Erf", {"d"}, "e"),
                               make_node("Add", {"e", "one"}, "a")};
    if (half_first)
        nodes.push_back(make_node("Mul", {"a", "half"}, "h")), nodes.push_back(make_node("Mul", {"x", "h"}, "y"));
    else nodes.push_back(make_node("Mul", {"x", "a"}, "h")), nodes.push_back(make_node("Mul", {"h", "half"}, "y"));
    return graph_of(nodes, {{"root2", std::sqrt(2.)}, {"one", 1}, {"half", 0.5}});
}

Graph tanh_gelu() {
    return graph_of(
        {make_node("Pow", {"x", "three"}, "p"), make_node("Mul", {"p", "c"}, "q"), make_node("Add", {"x", "q"}, "s"),
         make_node("Mul", {"s", "r"}, "u"), make_node("Tanh", {"u"}, "t"), make_node("Add", {"t", "one"}, "a"),
         make_node("Mul", {"x", "a"}, "m"), make_node("Mul", {"m", "half"}, "y")},
        {{"three", 3}, {"c", 0.044715}, {"r", std::sqrt(2 / M_PI)}, {"one", 1}, {"half", 0.5}});
}

Graph layer_normalization() {
    Graph graph = graph_of(
        {make_node("ReduceMean", {"x"}, "m", {{"axes", Integers{-1}}}), make_node("Sub", {"x", "m"}, "d"),
         make_node("Pow", {"d", "two"}, "s"), make_node("ReduceMean", {"s"}, "v", {{"axes", Integers{-1}}}),
         make_node("Add", {"v", "eps"}, "a"), make_node("Sqrt", {"a"}, "r"), make_node("Div", {"d", "r"}, "y")},
        {{"two", 2}, {"eps", 1e-5}});
    return graph;
}

}  // namespace

TEST(patterns, finds_gelu_in_every_order_of_its_factors) {
    for (const bool half_first : {true, false}) {
        EXPECT_EQ(found_in(erf_gelu(half_first)), "Gelu at y");
        EXPECT_EQ(steps_in(erf_gelu(half_first)), 4u);  // all but the last
        expect_computes(erf_gelu(half_first), [](const at::Tensor& x) { return at::gelu(x); });
    }
}

TEST(patterns, finds_gelu_by_tanh) {
    EXPECT_EQ(found_in(tanh_gelu()), "Gelu at y");
    expect_computes(tanh_gelu(), [](const at::Tensor& x) { return at::gelu(x, "tanh"); });
}

TEST(patterns, finds_values_that_open_their_own_gate) {
    const Graph swish = graph_of({make_node("Sigmoid", {"x"}, "g"), make_node("Mul", {"g", "x"}, "y")}, {});
    EXPECT_EQ(found_in(swish), "Swish at y");
    expect_computes(swish, [](const at::Tensor& x) { return at::silu(x); });

    const Graph mish = graph_of(
        {make_node("Softplus", {"x"}, "s"), make_node("Tanh", {"s"}, "t"), make_node("Mul", {"x", "t"}, "y")}, {});
    EXPECT_EQ(found_in(mish), "Mish at y");
    expect_computes(mish, [](const at::Tensor& x) { return at::mish(x); });

    const Graph hard = graph_of({make_node("Add", {"x", "three"}, "a"), make_node("Clip", {"a", "zero", "six"}, "c"),
                                 make_node("Mul", {"x", "c"}, "m"), make_node("Div", {"m", "six"}, "y")},
                                {{"three", 3}, {"six", 6}, {"zero", 0}});
    EXPECT_EQ(found_in(hard), "HardSwish at y");
    expect_computes(hard, [](const at::Tensor& x) { return at::hardswish(x); });
}

TEST(patterns, finds_layer_normalization) {
    EXPECT_EQ(found_in(layer_normalization()), "LayerNormalization at y");
    expect_computes(layer_normalization(), [](const at::Tensor& x) { return at::layer_norm(x, {8}, {}, {}, 1e-5); });
}

TEST(patterns, finds_functions_however_they_are_written) {
    const std::map<std::string, double> numbers = {{"one", 1}, {"half", 0.5}, {"k", 1.702}, {"zero", 0}, {"six", 6}};
    const auto name = [&](std::vector<Node> nodes) { return found_in(graph_of(std::move(nodes), numbers)); };
    EXPECT_EQ(name({make_node("Neg", {"x"}, "n"), make_node("Exp", {"n"}, "e"), make_node("Add", {"one", "e"}, "a"),
                    make_node("Div", {"one", "a"}, "y")}),
              "Sigmoid at y");
    EXPECT_EQ(name({make_node("Mul", {"x", "half"}, "h"), make_node("Tanh", {"h"}, "t"),
                    make_node("Mul", {"t", "half"}, "m"), make_node("Add", {"m", "half"}, "y")}),
              "Sigmoid at y");
    EXPECT_EQ(
        name({make_node("Mul", {"x", "k"}, "h"), make_node("Sigmoid", {"h"}, "g"), make_node("Mul", {"x", "g"}, "y")}),
        "QuickGelu at y");
    EXPECT_EQ(name({make_node("Exp", {"x"}, "e"), make_node("Add", {"e", "one"}, "a"), make_node("Log", {"a"}, "y")}),
              "Softplus at y");
    EXPECT_EQ(
        name({make_node("Abs", {"x"}, "a"), make_node("Add", {"a", "one"}, "b"), make_node("Div", {"x", "b"}, "y")}),
        "Softsign at y");
    EXPECT_EQ(name({make_node("Max", {"x", "zero"}, "y")}), "Relu at y");
    EXPECT_EQ(name({make_node("Relu", {"x"}, "r"), make_node("Min", {"r", "six"}, "y")}), "Clip at y");
}

TEST(patterns, finds_root_mean_square_normalization) {
    const Graph graph =
        graph_of({make_node("Mul", {"x", "x"}, "s"), make_node("ReduceMean", {"s"}, "m", {{"axes", Integers{-1}}}),
                  make_node("Add", {"m", "eps"}, "a"), make_node("Sqrt", {"a"}, "r"),
                  make_node("Reciprocal", {"r"}, "i"), make_node("Mul", {"x", "i"}, "y")},
                 {{"eps", 1e-5}});
    EXPECT_EQ(found_in(graph), "RMSNormalization at y");
}

TEST(patterns, a_gate_of_something_else_is_no_gelu) {
    // (1 + tanh s) h with another h; the right form with a wrong constant; a layer's scale instead of a half.
    Graph other = tanh_gelu();
    other.nodes[6].inputs[0] = "z";
    other.inputs.push_back(make_port("z", {-1, 8}));
    EXPECT_EQ(found_in(other), "");
    for (const char* constant : {"c", "r", "one", "half"}) {
        Graph wrong = tanh_gelu();
        wrong.initializers[constant] = wrong.initializers[constant] * 1.2;
        EXPECT_EQ(found_in(wrong), "") << constant;
    }
}

TEST(patterns, half_precision_constants_pass) {
    Graph graph = tanh_gelu();
    for (auto& [name, tensor] : graph.initializers) tensor = tensor.to(at::kHalf).to(at::kFloat);
    EXPECT_EQ(found_in(graph), "Gelu at y");
}

TEST(patterns, leaves_alone_what_only_looks_alike) {
    // The gate of another value, a gate that is read twice, an error function without a gate.
    EXPECT_EQ(
        found_in(graph_of(
            {make_node("Neg", {"x"}, "n"), make_node("Sigmoid", {"n"}, "g"), make_node("Mul", {"g", "x"}, "y")}, {})),
        "");
    EXPECT_EQ(found_in(graph_of({make_node("Sigmoid", {"x"}, "g"), make_node("Mul", {"g", "x"}, "m"),
                                 make_node("Add", {"m", "g"}, "y")},
                                {})),
              "");
    EXPECT_EQ(found_in(graph_of({make_node("Erf", {"x"}, "e"), make_node("Add", {"e", "one"}, "y")}, {{"one", 1}})),
              "");
}
