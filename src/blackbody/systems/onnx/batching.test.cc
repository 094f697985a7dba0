#include "blackbody/systems/onnx/batching.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <gtest/gtest.h>

#include "blackbody/util/errors.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// A file that fixes the batch at 1: Conv, Reshape to a constant shape, MatMul.
Graph fixed_at_one(std::vector<std::int64_t> shape) {
    RandomTensors random(1);
    Graph graph;
    graph.nodes = {make_node("Conv", {"x", "w"}, "c"), make_node("Reshape", {"c", "shape"}, "f"),
                   make_node("MatMul", {"f", "m"}, "y")};
    graph.initializers = {{"w", random.normal({2, 3, 3, 3})},
                          {"shape", at::tensor(shape, at::kLong)},
                          {"m", random.normal({shape.back() < 0 ? 8 : shape.back(), 3})}};
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
    const at::Tensor x = RandomTensors(2).normal({5, 3, 4, 4});
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

namespace {

/// Conv, Relu, pooling, a reshape to [batch, 4] where told, Gemm; every first dimension fixed at `batch`.
Graph fixed_at(std::int64_t batch, std::vector<std::int64_t> rows) {
    Graph graph;
    graph.nodes = {make_node("Conv", {"x", "w"}, "c"), make_node("Relu", {"c"}, "r"),
                   make_node("GlobalAveragePool", {"r"}, "p"), make_node("Reshape", {"p", "rows"}, "f"),
                   make_node("Gemm", {"f", "m"}, "y")};
    graph.initializers = {{"w", gaussian({4, 3, 3, 3}, 1, at::kFloat)},
                          {"rows", at::tensor(rows, at::kLong)},
                          {"m", gaussian({4, 5}, 2, at::kFloat)}};
    graph.inputs = {make_port("x", {batch, 3, 4, 4})};
    graph.outputs = {make_port("y", {batch, 5})};
    return graph;
}

/// Every state of two networks for the same samples.
void same_states(const Network& a, const Network& b, std::int64_t samples, std::int64_t batch) {
    const TensorSource source({{"x", gaussian({samples, 3, 4, 4}, 7, at::kFloat)}});
    Recorder of_a, of_b;
    a.run(source, demand_for_all(a, batch), of_a);
    b.run(source, demand_for_all(b, batch), of_b);
    for (const char* name : {"c_node", "r_node", "p_node", "y_node"}) {
        const at::Tensor one = of_a[site_named(a, name)], other = of_b[site_named(b, name)];
        EXPECT_EQ(one.size(0), samples) << name;
        EXPECT_TRUE(at::allclose(one, other, 1e-5, 1e-6)) << name;
    }
}

/// The same network that a file with a free batch would be.
Graph free_from_the_start() {
    Graph graph = fixed_at(1, {0, -1});
    graph.inputs[0].shape[0] = graph.outputs[0].shape[0] = -1;
    return graph;
}

/// Four at a time: the mean over the batch reads every sample, so the groups are part of what is computed.
Graph bound_to_its_batch() {
    Graph graph = fixed_at(4, {4, 4});
    graph.nodes.push_back(
        make_node("ReduceMean", {"y0"}, "mean", {{"axes", Integers{0}}, {"keepdims", std::int64_t{1}}}));
    graph.nodes.push_back(make_node("Sub", {"y0", "mean"}, "y"));
    graph.nodes[4].outputs[0] = "y0";
    return graph;
}

}  // namespace

TEST(batching, a_batch_of_eight_is_freed_with_the_reshapes_that_hold_it) {
    const Network free(free_from_the_start());
    for (const auto& rows : {std::vector<std::int64_t>{8, 4}, {8, -1}, {0, -1}, {-1, 4}}) {
        const Network network(fixed_at(8, rows));
        EXPECT_TRUE(network.batches()) << rows[0] << " " << rows[1];
        EXPECT_EQ(network.card().notes[0],
                  "the batch dimension that the file fixes at 8 is freed: every node keeps samples apart");
        same_states(network, free, 20, 7);
        same_states(network, free, 3, 32);
    }
}

TEST(batching, a_batch_that_cannot_be_freed_goes_in_groups_and_copies_are_not_counted) {
    const Network network(bound_to_its_batch());
    EXPECT_EQ(network.group(), 4);
    const std::string& note = network.card().notes[0];
    EXPECT_NE(note.find("the file fixes a batch of 4, which cannot be freed: node 'mean_node' (ReduceMean"),
              std::string::npos)
        << note;

    const at::Tensor x = gaussian({10, 3, 4, 4}, 7, at::kFloat);
    const at::Tensor shown = outputs(network, x, 7);
    ASSERT_EQ(shown.sizes(), (at::IntArrayRef{10, 5}));
    // By hand: samples 0-3 and 4-6 and a copy of 6, then 7-9 and a copy of 9 (batches of seven, groups of four).
    const auto by_hand = [&](std::vector<std::int64_t> samples) {
        return network.forward({{"x", x.index_select(0, at::tensor(samples, at::kLong))}}).at("y");
    };
    EXPECT_TRUE(at::allclose(shown.narrow(0, 0, 4), by_hand({0, 1, 2, 3})));
    EXPECT_TRUE(at::allclose(shown.narrow(0, 4, 3), by_hand({4, 5, 6, 6}).narrow(0, 0, 3)));
    EXPECT_TRUE(at::allclose(shown.narrow(0, 7, 3), by_hand({7, 8, 9, 9}).narrow(0, 0, 3)));
}

TEST(batching, groups_show_the_states_of_the_freed_network) {
    // Samples stay apart but cannot be proven to: tokens of all samples lie in one axis on the way.
    Graph graph = fixed_at(4, {4, 4});
    graph.nodes.insert(graph.nodes.begin() + 2, make_node("Reshape", {"r", "all"}, "rows_of_all"));
    graph.nodes.insert(graph.nodes.begin() + 3, make_node("Reshape", {"rows_of_all", "back"}, "r_again"));
    graph.nodes[4].inputs[0] = "r_again";
    graph.initializers["all"] = at::tensor({16, -1}, at::kLong);
    graph.initializers["back"] = at::tensor({4, 4, 2, 2}, at::kLong);
    const Network network(graph), free(free_from_the_start());
    EXPECT_EQ(network.group(), 4);
    EXPECT_EQ(network.card().multiply_adds, free.card().multiply_adds) << "of one sample";
    EXPECT_EQ(network.sites()[site_named(network, "c_node")].info.shape, (Integers{4, 2, 2}));
    for (const std::int64_t batch : {1, 3, 4, 32}) same_states(network, free, 10, batch);
    const Batch ten{.inputs = {{"x", gaussian({10, 3, 4, 4}, 7, at::kFloat)}}, .size = 10};
    EXPECT_TRUE(at::allclose(network.outputs(ten).at("y"), free.outputs(ten).at("y"), 1e-5, 1e-6));
}

TEST(batching, an_input_without_a_sample_axis_is_one_for_all) {
    for (const bool scalar : {false, true}) {
        Graph graph = free_from_the_start();
        graph.nodes.push_back(make_node("Mul", {"y0", "k"}, "y"));
        graph.nodes[4].outputs[0] = "y0";
        graph.inputs.push_back(scalar ? make_port("k", {}) : make_port("k", {5}));
        const Network network(graph);
        EXPECT_FALSE(network.graph().inputs[1].per_sample);
        EXPECT_TRUE(network.batches());
        const at::Tensor x = gaussian({6, 3, 4, 4}, 7, at::kFloat);
        const at::Tensor k = scalar ? at::tensor(2.f).squeeze() : at::tensor({1.f, 2.f, 3.f, 4.f, 5.f});
        std::vector<std::int64_t> sizes = k.sizes().vec();
        sizes.insert(sizes.begin(), 6);
        Recorder recorder;
        const std::size_t site = site_of_output(network, "y");
        network.run(TensorSource({{"x", x}, {"k", k.expand(sizes)}}), demand_for(network, {site}, 4), recorder);
        EXPECT_TRUE(at::allclose(recorder[site], network.forward({{"x", x}, {"k", k}}).at("y")));

        at::Tensor differing = k.expand(sizes).clone();
        differing[2] = 9;
        EXPECT_THROW(network.run(TensorSource({{"x", x}, {"k", differing}}), demand_for(network, {site}, 4), recorder),
                     Error);
    }
}

TEST(batching, an_input_without_a_sample_axis_has_no_state) {
    for (Graph graph : {free_from_the_start(), bound_to_its_batch()}) {
        graph.inputs.push_back(make_port("k", {}));
        const Network network(graph);
        for (const Site& site : network.sites()) EXPECT_NE(site.info.name, "k");
        Recorder recorder;
        EXPECT_NO_THROW(network.run(TensorSource({{"x", gaussian({6, 3, 4, 4}, 7, at::kFloat)}, {"k", at::ones({6})}}),
                                    demand_for_all(network, 4), recorder));
    }
}

TEST(batching, a_damaged_node_that_reads_samples_is_no_crash) {
    for (const char* op : {"Gather", "MatMul", "Transpose", "Slice", "Pad", "Concat", "Softmax", "Reshape", "Gemm"}) {
        Graph graph = fixed_at(1, {1, 4});
        Node node = make_node(op, {"x"}, "never");
        if (std::string(op) == "Concat") node.outputs.clear();
        graph.nodes.push_back(node);
        graph.nodes.push_back(make_node(op, {"", "x"}, "never2"));
        EXPECT_NO_THROW({ const Network network(graph); }) << op;
    }
}

TEST(batching, a_probe_may_answer_where_samples_go_one_by_one) {
    Graph graph = fixed_at_one({1, -1});
    graph.nodes.push_back(make_node("Softmax", {"y0"}, "y", {{"axis", std::int64_t{0}}}));
    graph.nodes[2].outputs[0] = "y0";
    const Network network(graph);
    const std::size_t conv = site_named(network, "c_node");
    Recorder doubled([&](std::size_t site, const at::Tensor& state) { return site == conv ? state * 2 : state; });
    const at::Tensor x = RandomTensors(2).normal({3, 3, 4, 4});
    network.run(TensorSource({{"x", x}}), demand_for(network, {conv, site_of_output(network, "y")}, 3), doubled);
    EXPECT_TRUE(at::allclose(doubled[site_of_output(network, "y")], outputs(network, x * 2, 3)));
}
