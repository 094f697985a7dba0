#include "blackbody/systems/onnx/fold.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

struct Shape {
    std::int64_t inputs = 4, outputs = 6, groups = 1, kernel = 3, stride = 1;
    bool bias = false;
    std::int64_t axes = 2;  ///< 1: a sequence, 2: an image, 3: a volume
    std::string op = "Conv";
};

/// Conv (or ConvTranspose), BatchNormalization, Relu: random numbers for everything.
Graph normalised(const Shape& s, Seed seed) {
    const bool transposed = s.op == "ConvTranspose";
    std::vector<std::int64_t> weight =
        transposed ? Integers{s.inputs, s.outputs / s.groups} : Integers{s.outputs, s.inputs / s.groups};
    weight.insert(weight.end(), s.axes, s.kernel);
    Graph graph;
    graph.nodes = {make_node(s.op, {"x", "w"}, "c", {{"group", s.groups}, {"strides", Integers(s.axes, s.stride)}}),
                   make_node("BatchNormalization", {"c", "g", "b", "m", "v"}, "n", {{"epsilon", 1e-3}}),
                   make_node("Relu", {"n"}, "y")};
    graph.initializers = {{"w", gaussian_floats(weight, seed) * 0.2},
                          {"g", gaussian_floats({s.outputs}, seed + 1)},
                          {"b", gaussian_floats({s.outputs}, seed + 2)},
                          {"m", gaussian_floats({s.outputs}, seed + 3)},
                          {"v", gaussian_floats({s.outputs}, seed + 4).square() + 0.1}};
    if (s.bias) {
        graph.nodes[0].inputs.push_back("bias");
        graph.initializers["bias"] = gaussian_floats({s.outputs}, seed + 5);
    }
    std::vector<std::int64_t> input{-1, s.inputs};
    input.insert(input.end(), s.axes, 7);
    graph.inputs = {make_port("x", input)};
    graph.outputs = {make_port("y", std::vector<std::int64_t>(input.size(), -1))};
    return graph;
}

at::Tensor sample_of(const Graph& graph, Seed seed) {
    std::vector<std::int64_t> shape = graph.inputs[0].shape;
    shape[0] = 3;
    return gaussian_floats(shape, seed);
}

at::Tensor streamed(const Network& network, const at::Tensor& x) {
    const std::size_t site = site_of_output(network, "y");
    Recorder recorder;
    network.run(TensorSource({{"x", x}}), demand_for(network, {site}, 3), recorder);
    return recorder[site];
}

std::pair<at::Tensor, at::Tensor> folded_in(const Graph& graph) {
    const Circuit circuit = wire(graph);
    return folded(circuit.elements[0], circuit.elements[1], circuit.constants);
}

}  // namespace

TEST(fold, leaves_what_the_network_computes_for_every_kind_of_convolution) {
    const std::vector<Shape> shapes = {{},
                                       {.bias = true},
                                       {.groups = 2, .bias = true},
                                       {.inputs = 6, .outputs = 6, .groups = 6},
                                       {.inputs = 3, .outputs = 9, .groups = 3, .stride = 2, .bias = true},
                                       {.kernel = 1},
                                       {.axes = 1},
                                       {.bias = true, .axes = 3},
                                       {.op = "ConvTranspose"},
                                       {.groups = 2, .bias = true, .op = "ConvTranspose"}};
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        for (Seed seed = 100 * i; seed < 100 * i + 3; ++seed) {
            const Graph graph = normalised(shapes[i], seed);
            const at::Tensor x = sample_of(graph, seed + 50);
            const Network folding(graph), plain(graph, {}, {.plan = {.folds = false}});
            const at::Tensor reference = plain.forward({{"x", x}}).at("y");
            const double scale = std::max(1.0, reference.abs().max().item<double>());
            EXPECT_LT((streamed(folding, x) - reference).abs().max().item<double>(), 1e-5 * scale) << i;
            EXPECT_LT((streamed(plain, x) - reference).abs().max().item<double>(), 1e-6 * scale) << i;
        }
    }
}

TEST(fold, is_the_formula_of_a_normalisation_after_a_linear_map) {
    // One channel: w' = w γ/√(σ²+ε), b' = (b - μ) γ/√(σ²+ε) + β.
    Graph graph = normalised({.inputs = 1, .outputs = 1, .kernel = 1, .bias = true}, 1);
    for (const auto& [name, value] :
         {std::pair{"w", 3.0}, {"g", 2.0}, {"b", 5.0}, {"m", 7.0}, {"v", 4.0 - 1e-3}, {"bias", 11.0}})
        graph.initializers[name].fill_(value);
    const auto [weight, bias] = folded_in(graph);
    EXPECT_NEAR(weight.item<double>(), 3, 1e-6);
    EXPECT_NEAR(bias.item<double>(), 9, 1e-6);
}

TEST(fold, leaves_alone_what_it_would_change) {
    Graph training = normalised({}, 1);
    training.nodes[1].attributes.set("training_mode", std::int64_t{1});
    EXPECT_FALSE(folded_in(training).first.defined());
    EXPECT_FALSE(folded_in(normalised({.op = "ConvTranspose"}, 1)).first.defined());
    Graph misfit = normalised({}, 1);
    misfit.initializers["g"] = gaussian_floats({5}, 2);
    EXPECT_FALSE(folded_in(misfit).first.defined());
    Graph computed = normalised({.bias = true}, 1);
    computed.initializers.erase("bias");
    computed.inputs.push_back(make_port("bias", {6}));
    EXPECT_FALSE(folded_in(computed).first.defined());
}

TEST(fold, does_not_happen_where_two_nodes_read_the_convolution) {
    Graph graph = normalised({.inputs = 6, .outputs = 6}, 3);
    graph.nodes.back() = make_node("Relu", {"n"}, "r");
    graph.nodes.push_back(make_node("Add", {"r", "c"}, "y"));
    const at::Tensor x = sample_of(graph, 9);
    const Network network(graph);
    EXPECT_LT((streamed(network, x) - network.forward({{"x", x}}).at("y")).abs().max().item<double>(), 1e-5);
}
