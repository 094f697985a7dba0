#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

/// What a network says of its output for one sample [1, U].
Origin origin_of(Graph graph, const at::Tensor& x) {
    graph.inputs = {make_port("x", {-1, x.size(1)})};
    graph.outputs = {make_port("y", {-1, -1})};
    const Network network(graph);
    return network.origin_of_non_finite(site_of_output(network, "y"), Batch{.inputs = {{"x", x}}, .size = 1});
}

std::string origin(Graph graph, const at::Tensor& x) { return origin_of(std::move(graph), x).words; }

/// relu(exp(x) / d) with a bias before it; nothing but the last node has a nonlinearity's site.
Graph division(const at::Tensor& divisor) {
    Graph graph;
    graph.nodes = {make_node("Exp", {"x"}, "e"), make_node("Div", {"e", "d"}, "q"), make_node("Add", {"q", "b"}, "s"),
                   make_node("Relu", {"s"}, "y")};
    graph.initializers = {{"d", divisor}, {"b", at::ones({3})}};
    return graph;
}

}  // namespace

TEST(origin_of_non_finite, says_nothing_where_all_is_finite) {
    EXPECT_EQ(origin(division(at::ones({3})), at::zeros({1, 3})), "");
}

TEST(origin_of_non_finite, names_a_division_by_zero_and_not_the_nodes_after_it) {
    at::Tensor divisor = at::ones({3});
    divisor[1] = 0;
    EXPECT_EQ(origin(division(divisor), at::zeros({1, 3})),
              "node 'q_node' (Div, opset 17): 1 of its 3 values, though all that it reads is finite");
}

TEST(origin_of_non_finite, names_an_exponential_that_overflows) {
    EXPECT_EQ(origin(division(at::ones({3})), at::full({1, 3}, 89.0)),
              "node 'e_node' (Exp, opset 17): 3 of its 3 values, though all that it reads is finite");
    EXPECT_EQ(origin(division(at::ones({3})), at::full({1, 3}, 88.0)), "");  // e^88 = 1.7e38 < 3.4e38
}

TEST(origin_of_non_finite, names_the_weight_that_holds_it) {
    Graph graph;
    at::Tensor weight = gaussian({4, 3}, 1, at::kFloat);
    weight[2][0] = not_a_number;
    graph.nodes = {make_node("Gemm", {"x", "w1"}, "h", {{"transB", std::int64_t{1}}}), make_node("Relu", {"h"}, "r"),
                   make_node("Gemm", {"r", "w2"}, "y")};
    graph.initializers = {{"w1", weight}, {"w2", at::ones({4, 2})}};
    EXPECT_EQ(origin(graph, at::ones({1, 3})),
              "node 'h_node' (Gemm, opset 17): 1 of its 4 values, for 'w1', a constant of the file, holds 1");
}

TEST(origin_of_non_finite, finds_a_constant_that_the_graph_computes) {
    Graph graph;
    graph.nodes = {make_node("Reciprocal", {"z"}, "inverse"), make_node("Mul", {"x", "inverse"}, "y")};
    graph.initializers = {{"z", at::zeros({3})}};
    EXPECT_EQ(origin(graph, at::ones({1, 3})),
              "node 'inverse_node' (Reciprocal, opset 17): 3 of its 3 values, though all that it reads is finite");
}

TEST(origin_of_non_finite, blames_the_data_for_what_the_data_hold) {
    at::Tensor x = at::zeros({1, 3});
    x[0][2] = infinity;
    EXPECT_EQ(origin(division(at::ones({3})), x), "the data: input 'x', 1 of its 3 values");
    EXPECT_TRUE(origin_of(division(at::ones({3})), x).is_data);
    EXPECT_FALSE(origin_of(division(at::zeros({3})), at::zeros({1, 3})).is_data);
}

TEST(origin_of_non_finite, does_not_blame_a_mask_that_leads_nowhere) {
    // softmax(x + mask) is finite where the mask is -infinity: the logarithm of its zero is not.
    Graph graph;
    at::Tensor mask = at::zeros({3});
    mask[0] = -infinity;
    graph.nodes = {make_node("Add", {"x", "mask"}, "m"), make_node("Softmax", {"m"}, "p"),
                   make_node("Log", {"p"}, "y")};
    graph.initializers = {{"mask", mask}};
    EXPECT_EQ(origin(graph, at::zeros({1, 3})),
              "node 'y_node' (Log, opset 17): 1 of its 3 values, though all that it reads is finite");
}
