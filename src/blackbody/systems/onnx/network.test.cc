#include "blackbody/systems/onnx/network.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/max.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include "blackbody/systems/onnx/rewrite.h"
#include "support/largest.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// Conv, BatchNormalization, Relu, Conv, BatchNormalization, Add, Relu, GlobalAveragePool, Flatten, Gemm.
Graph residual_network() {
    RandomTensors random(3);
    Graph graph;
    const Attribute pads = Integers{1, 1, 1, 1};
    graph.nodes = {make_node("Conv", {"x", "w1"}, "c1", {{"pads", pads}}),
                   make_node("BatchNormalization", {"c1", "g", "b", "m", "v"}, "n1"),
                   make_node("Relu", {"n1"}, "r1"),
                   make_node("Conv", {"r1", "w2", "bias"}, "c2", {{"pads", pads}}),
                   make_node("BatchNormalization", {"c2", "g", "b", "m", "v"}, "n2", {{"epsilon", 1e-3}}),
                   make_node("Add", {"n2", "r1"}, "a"),
                   make_node("Relu", {"a"}, "r2"),
                   make_node("GlobalAveragePool", {"r2"}, "p"),
                   make_node("Flatten", {"p"}, "f"),
                   make_node("Gemm", {"f", "w3", "b3"}, "y", {{"transB", std::int64_t{1}}})};
    // Weights of such a size that every state is of order one: an absolute 1e-5 is then a relative one.
    graph.initializers = {{"w1", random.normal({4, 3, 3, 3}) * 0.2},
                          {"w2", random.normal({4, 4, 3, 3}) * 0.2},
                          {"bias", random.normal({4})},
                          {"g", random.normal({4})},
                          {"b", random.normal({4})},
                          {"m", random.normal({4})},
                          {"v", random.uniform({4}) + 0.5},
                          {"w3", random.normal({5, 4})},
                          {"b3", random.normal({5})}};
    graph.inputs = {make_port("x", {-1, 3, 6, 6})};
    graph.outputs = {make_port("y", {-1, 5})};
    return graph;
}

at::Tensor run_to(const Network& network, const std::string& site, const at::Tensor& x, std::int64_t batch) {
    Recorder recorder;
    network.run(TensorSource({{"x", x}}), demand_for(network, {site_named(network, site)}, batch), recorder);
    return recorder[site_named(network, site)];
}

at::Tensor sorted(const at::Tensor& t) { return std::get<0>(t.flatten().sort()); }

at::Tensor reverse_entries(const Interaction& interaction, Seed) {
    return interaction.weight.flatten().flip({0}).reshape(interaction.weight.sizes());
}

}  // namespace

TEST(network, folded_and_fused_states_equal_those_of_every_node) {
    const Network network(residual_network());
    const at::Tensor x = RandomTensors(4).normal({7, 3, 6, 6});
    Recorder all;
    network.run(TensorSource({{"x", x}}), demand_for_all(network, 7), all);
    for (const char* name : {"r1_node", "a_node", "r2_node", "y_node"})
        EXPECT_LT(largest_difference(run_to(network, name, x, 7), all[site_named(network, name)]), 1e-5) << name;
    EXPECT_LT(largest_difference(all[site_named(network, "y_node")], network.forward({{"x", x}}).at("y")), 1e-5);
}

TEST(network, states_do_not_depend_on_the_batch_size) {
    const Network network(residual_network());
    const at::Tensor x = RandomTensors(4).normal({7, 3, 6, 6});
    for (const char* name : {"r1_node", "a_node", "y_node"})
        EXPECT_LT(largest_difference(run_to(network, name, x, 1), run_to(network, name, x, 7)), 1e-5) << name;
}

TEST(network, a_shown_state_is_never_written_over) {
    const Network network(residual_network());
    class Keeper : public Probe {
      public:
        void at(std::size_t, State& state) override {
            kept.push_back(state.values), copies.push_back(state.values.clone());
        }
        Tensors kept, copies;
    } keeper;
    network.run(TensorSource({{"x", RandomTensors(4).normal({2, 3, 6, 6})}}), demand_for_all(network, 2), keeper);
    for (std::size_t i = 0; i < keeper.kept.size(); ++i) EXPECT_TRUE(at::equal(keeper.kept[i], keeper.copies[i])) << i;
}

TEST(network, goes_on_with_what_the_probe_answers) {
    const Network network(residual_network());
    const at::Tensor x = RandomTensors(4).normal({2, 3, 6, 6});
    const std::size_t last = site_named(network, "r2_node"), logits = site_named(network, "y_node");
    Recorder silenced(
        [&](std::size_t site, const at::Tensor& state) { return site == last ? at::zeros_like(state) : state; });
    network.run(TensorSource({{"x", x}}), demand_for(network, {last, logits}, 2), silenced);
    // With nothing excited before it the last layer answers with its bias.
    EXPECT_LT(largest_difference(silenced[logits], network.graph().initializers.at("b3").expand({2, 5})), 1e-6);
    EXPECT_GT(largest_difference(silenced[logits], run_to(network, "y_node", x, 2)), 1e-2);
}

TEST(network, shows_sites_in_their_order_and_only_those_demanded) {
    const Network network(residual_network());
    class Order : public Probe {
      public:
        void at(std::size_t site, State&) override { seen.push_back(site); }
        std::vector<std::size_t> seen;
    } order;
    const std::vector<std::size_t> wanted = {site_named(network, "x"), site_named(network, "r1_node"),
                                             site_named(network, "y_node")};
    network.run(TensorSource({{"x", RandomTensors(4).normal({2, 3, 6, 6})}}), demand_for(network, wanted, 2), order);
    EXPECT_EQ(order.seen, wanted);
}

TEST(network, stops_when_the_probe_has_seen_enough) {
    const Network network(residual_network());
    class Once : public Probe {
      public:
        void at(std::size_t, State& state) override { samples += state.values.size(0); }
        bool end_of_batch(const Batch&) override { return false; }
        std::int64_t samples = 0;
    } once;
    network.run(TensorSource({{"x", RandomTensors(4).normal({8, 3, 6, 6})}}), demand_for(network, {1}, 3), once);
    EXPECT_EQ(once.samples, 3);
}

TEST(network, control_keeps_the_entries_of_each_weight_and_changes_the_outputs) {
    const Network network(residual_network());
    const Control control{.weights = reverse_entries};
    const auto other = network.control(control, 1);
    const at::Tensor x = RandomTensors(4).normal({2, 3, 6, 6});
    for (std::size_t s = 0; s < network.sites().size(); ++s) {
        const auto &before = network.sites()[s].interaction, &after = other->sites()[s].interaction;
        if (!before) continue;
        EXPECT_TRUE(at::equal(sorted(before->weight), sorted(after->weight)));
        EXPECT_FALSE(at::equal(before->weight, after->weight));
    }
    const auto& changed = dynamic_cast<const Network&>(*other);
    EXPECT_GT(largest_difference(run_to(changed, "y_node", x, 2), run_to(network, "y_node", x, 2)), 1e-2);
    EXPECT_LT(largest_difference(run_to(changed, "y_node", x, 2), changed.forward({{"x", x}}).at("y")), 1e-4);
}

TEST(network, control_that_returns_the_weights_leaves_every_layout_as_it_was) {
    Graph graph;
    graph.nodes = {make_node("ConvTranspose", {"x", "wt"}, "t", {{"group", std::int64_t{2}}}),
                   make_node("Reshape", {"t", "rows"}, "s"), make_node("Conv", {"s", "wc"}, "c"),
                   make_node("Flatten", {"c"}, "f"), make_node("MatMul", {"f", "wm"}, "y")};
    RandomTensors random(1);
    graph.initializers = {{"wt", random.normal({4, 3, 2, 2})},
                          {"rows", at::tensor({0, 6, -1}, at::kLong)},
                          {"wc", random.normal({2, 6, 3})},
                          {"wm", random.normal({14, 3})}};
    graph.inputs = {make_port("x", {-1, 4, 2, 2})};
    graph.outputs = {make_port("y", {-1, 3})};
    const Network network(graph);
    ASSERT_EQ(network.sites()[1].interaction->weight.sizes(), (at::IntArrayRef{6, 2, 2, 2}));
    const auto same =
        network.control(Control{.weights = [](const Interaction& i, Seed) { return i.weight.clone(); }}, 0);
    const at::Tensor x = random.normal({3, 4, 2, 2});
    EXPECT_TRUE(
        at::allclose(run_to(dynamic_cast<const Network&>(*same), "y_node", x, 3), run_to(network, "y_node", x, 3)));
}

TEST(network, gradient_of_an_output_agrees_with_finite_differences) {
    Graph graph = residual_network();
    compute_in(graph, at::kDouble);
    const Network network(graph);
    RandomTensors random(4);
    const at::Tensor x = random.normal({2, 3, 6, 6}, at::kDouble).requires_grad_(true);
    network.parameters().at("w1").requires_grad_(true);
    const auto energy = [&](const at::Tensor& at_x) { return network.forward({{"x", at_x}}).at("y").sum(); };
    energy(x).backward();
    const at::Tensor direction = random.normal_like(x);
    const double h = 1e-6;
    const double difference =
        (energy(x.detach() + h * direction) - energy(x.detach() - h * direction)).item<double>() / (2 * h);
    EXPECT_NEAR((x.grad() * direction).sum().item<double>(), difference, 1e-6 * std::abs(difference) + 1e-7);
    EXPECT_TRUE(network.parameters().at("w1").grad().defined());
}

TEST(network, names_what_does_not_fit_the_input) {
    const Network network(residual_network());
    Recorder recorder;
    try {
        network.run(TensorSource({{"x", RandomTensors(4).normal({2, 1, 6, 6})}}), demand_for(network, {1}, 2),
                    recorder);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::data);
        EXPECT_NE(std::string(error.what()).find("expected x float32 [?, 3, 6, 6], found float32 [2, 1, 6, 6]"),
                  std::string::npos)
            << error.what();
    }
}

TEST(network, weights_that_are_not_finite_load_and_are_reported) {
    Graph graph = residual_network();
    graph.initializers["w2"].view({-1})[3] = std::numeric_limits<double>::quiet_NaN();
    const Network network(graph);
    const auto& notes = network.card().notes;
    EXPECT_NE(std::find(notes.begin(), notes.end(), "weight 'w2' holds 1 values that are not finite"), notes.end());
}

TEST(network, a_mask_of_minus_infinities_is_no_weight_that_is_broken) {
    Graph graph = residual_network();
    const double least = -std::numeric_limits<double>::infinity();
    graph.initializers["mask"] = at::tensor({0., least, 0., least});
    graph.initializers["least"] = at::scalar_tensor(least);
    const Network masked(graph);
    for (const std::string& note : masked.card().notes) EXPECT_EQ(note.find("not finite"), std::string::npos) << note;
    graph.initializers["w2"].view({-1})[3] = least;
    const Network broken(graph);
    const auto& notes = broken.card().notes;
    EXPECT_NE(std::find(notes.begin(), notes.end(), "weight 'w2' holds 1 values that are not finite"), notes.end());
}

TEST(network, an_unknown_operator_leaves_what_comes_before_it_and_the_weights_behind_it) {
    Graph graph = residual_network();
    graph.nodes[6].op = "Mystery";
    const Network network(graph);
    const at::Tensor x = RandomTensors(4).normal({2, 3, 6, 6});
    EXPECT_EQ(run_to(network, "a_node", x, 2).size(0), 2);
    const Site& behind = network.sites()[site_named(network, "y_node")];
    EXPECT_EQ(behind.info.role, Role::weight);
    EXPECT_TRUE(behind.info.shape.empty());
    EXPECT_EQ(behind.interaction->weight.sizes(), (at::IntArrayRef{5, 4}));
    EXPECT_THROW(network.forward({{"x", x}}), UnsupportedError);
    const std::string note = network.card().notes.at(1);
    EXPECT_NE(note.find("not computed: Mystery (opset 17), node 'r2_node'"), std::string::npos) << note;
}

TEST(network, a_node_whose_weights_do_not_fit_is_named_with_its_shapes) {
    Graph graph = residual_network();
    graph.initializers["w3"] = RandomTensors(4).normal({5, 9});
    const Network network(graph);
    EXPECT_EQ(network.sites()[site_named(network, "y_node")].info.role, Role::weight);
    const std::string note = network.card().notes.at(1);
    EXPECT_NE(note.find("node 'y_node' (Gemm, opset 17)"), std::string::npos) << note;
}

TEST(network, refuses_a_probe_that_changes_the_shape) {
    const Network network(residual_network());
    Recorder wrong([](std::size_t, const at::Tensor& state) { return state.sum(); });
    EXPECT_THROW(
        network.run(TensorSource({{"x", RandomTensors(4).normal({2, 3, 6, 6})}}), demand_for(network, {1}, 2), wrong),
        std::logic_error);
}
