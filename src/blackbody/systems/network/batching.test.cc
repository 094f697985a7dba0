#include "blackbody/systems/network/batching.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/randn.h>
#include <gtest/gtest.h>

#include "support/network.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// A file that fixes the batch at 1: Conv, Reshape to a constant shape, MatMul.
Graph fixed_at_one(std::vector<std::int64_t> shape) {
    Graph graph;
    graph.nodes = {make_node("Conv", {"x", "w"}, "c"), make_node("Reshape", {"c", "shape"}, "f"),
                   make_node("MatMul", {"f", "m"}, "y")};
    graph.initializers = {{"w", at::randn({2, 3, 3, 3})},
                          {"shape", at::tensor(shape, at::kLong)},
                          {"m", at::randn({shape.back() < 0 ? 8 : shape.back(), 3})}};
    graph.inputs = {make_port("x", {1, 3, 4, 4})};
    graph.outputs = {make_port("y", {1, 3})};
    return graph;
}

at::Tensor outputs(const Network& network, const at::Tensor& x, std::int64_t batch) {
    Recorder recorder;
    const std::size_t site = site_of_output(network, "y");
    network.run(TensorSource({{"x", x}}), demand_for(network, {site}, batch), recorder);
    return recorder[site];
}

void one_by_one_and_at_once_agree(const Network& network) {
    const at::Tensor x = at::randn({5, 3, 4, 4});
    const at::Tensor at_once = outputs(network, x, 5);
    EXPECT_TRUE(at::allclose(at_once, outputs(network, x, 1), 1e-5, 1e-6));
    EXPECT_EQ(at_once.size(0), 5);
}

}  // namespace

TEST(batching, a_reshape_to_one_row_is_freed) {
    const Network network(fixed_at_one({1, -1}));
    EXPECT_TRUE(network.batches());
    one_by_one_and_at_once_agree(network);
}

TEST(batching, a_reshape_that_drops_the_batch_makes_samples_go_one_by_one) {
    Graph graph = fixed_at_one({8});
    graph.nodes.push_back(make_node("Unsqueeze", {"y", "axes"}, "z"));
    graph.initializers["axes"] = at::tensor({0}, at::kLong);
    graph.nodes[2].outputs[0] = "y1", graph.nodes[3].inputs[0] = "y1", graph.nodes[3].outputs[0] = "y";
    const Network network(graph);
    EXPECT_FALSE(network.batches());
    one_by_one_and_at_once_agree(network);
}

TEST(batching, a_softmax_over_the_batch_is_no_proof) {
    Graph graph = fixed_at_one({1, -1});
    graph.nodes.push_back(make_node("Softmax", {"y0"}, "y", {{"axis", std::int64_t{0}}}));
    graph.nodes[2].outputs[0] = "y0";
    EXPECT_FALSE(Network(graph).batches());
}

TEST(batching, a_softmax_over_classes_is_fine) {
    Graph graph = fixed_at_one({1, -1});
    graph.nodes.push_back(make_node("Softmax", {"y0"}, "y", {{"axis", std::int64_t{1}}}));
    graph.nodes[2].outputs[0] = "y0";
    const Network network(graph);
    EXPECT_TRUE(network.batches());
    one_by_one_and_at_once_agree(network);
}

TEST(batching, a_probe_may_answer_where_samples_go_one_by_one) {
    Graph graph = fixed_at_one({1, -1});
    graph.nodes.push_back(make_node("Softmax", {"y0"}, "y", {{"axis", std::int64_t{0}}}));
    graph.nodes[2].outputs[0] = "y0";
    const Network network(graph);
    const std::size_t conv = site_named(network, "c_node");
    Recorder doubled([&](std::size_t site, const at::Tensor& state) { return site == conv ? state * 2 : state; });
    const at::Tensor x = at::randn({3, 3, 4, 4});
    network.run(TensorSource({{"x", x}}), demand_for(network, {conv, site_of_output(network, "y")}, 3), doubled);
    EXPECT_TRUE(at::allclose(doubled[site_of_output(network, "y")], outputs(network, x * 2, 3)));
}
