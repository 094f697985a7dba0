#include "blackbody/systems/onnx/evaluate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/sum.h>
#include <gtest/gtest.h>

#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

Node node(std::string name, std::string op, std::vector<std::string> inputs, std::vector<std::string> outputs) {
    return Node{.name = name, .op = op, .opset = 17, .inputs = inputs, .outputs = outputs};
}

Graph chain() {
    Graph graph;
    graph.nodes = {node("second", "Add", {"h", "x"}, {"y"}), node("first", "Add", {"x", "one"}, {"h"})};
    graph.initializers["one"] = at::ones({2});
    graph.inputs = {Port{.name = "x"}};
    graph.outputs = {Port{.name = "y"}};
    return graph;
}

std::string complaint(const Graph& graph) {
    return complaint_of([&] { evaluate(graph, {{"x", at::ones({2})}}); });
}

}  // namespace

TEST(evaluate, sorts_nodes_that_the_file_lists_in_another_order) {
    EXPECT_EQ(evaluate(chain(), {{"x", at::full({2}, 3)}}).at("y").sum().item<double>(), 14);
}

TEST(evaluate, carries_gradients_to_inputs_and_parameters) {
    Graph graph = chain();
    const at::Tensor x = at::ones({2}).requires_grad_(true);
    graph.initializers["one"].requires_grad_(true);
    evaluate(graph, {{"x", x}}).at("y").sum().backward();
    EXPECT_EQ(x.grad().sum().item<double>(), 4);
    EXPECT_EQ(graph.initializers["one"].grad().sum().item<double>(), 2);
}

TEST(evaluate, names_a_node_on_a_cycle) {
    Graph graph = chain();
    graph.nodes[1].inputs[1] = "y";
    EXPECT_NE(complaint(graph).find("cycle"), std::string::npos) << complaint(graph);
    EXPECT_NE(complaint(graph).find("node 'second' (Add, opset 17)"), std::string::npos) << complaint(graph);
}

TEST(evaluate, names_the_node_whose_input_is_missing) {
    Graph graph = chain();
    graph.nodes[0].inputs[1] = "nowhere";
    EXPECT_NE(complaint(graph).find("node 'second'"), std::string::npos) << complaint(graph);
    EXPECT_NE(complaint(graph).find("'nowhere'"), std::string::npos) << complaint(graph);
}

TEST(evaluate, refuses_a_value_that_two_nodes_make) {
    Graph graph = chain();
    graph.nodes[1].outputs[0] = "y";
    EXPECT_NE(complaint(graph).find("made twice"), std::string::npos) << complaint(graph);
}

TEST(evaluate, names_an_unknown_operator_its_node_and_opset) {
    Graph graph = chain();
    graph.nodes[0].op = "Addd";
    EXPECT_NE(complaint(graph).find("node 'second' (Addd, opset 17)"), std::string::npos) << complaint(graph);
}

TEST(evaluate, names_the_node_whose_setting_has_another_type) {
    Graph graph = chain();
    graph.nodes[0].op = "Softmax", graph.nodes[0].inputs = {"h"};
    graph.nodes[0].attributes.set("axis", std::string("one"));
    EXPECT_EQ(complaint(graph),
              "node 'second' (Softmax, opset 17): attribute 'axis': expected an integer, found a text");
}

TEST(evaluate, says_the_shapes_that_do_not_fit_a_node_in_one_line) {
    Graph graph = chain();
    graph.initializers["one"] = at::ones({3});
    EXPECT_NE(complaint(graph).find("float32 [2], float32 [3]"), std::string::npos) << complaint(graph);
    EXPECT_EQ(complaint(graph).find('\n'), std::string::npos);
}

TEST(evaluate, needs_every_input) { EXPECT_THROW(evaluate(chain(), {}), Error); }
