#include "blackbody/systems/onnx/bounds.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include "blackbody/systems/onnx/network.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// Convolution, normalisation, `op`, pooling, a linear map, a sigmoid.
Network chain(const std::string& op, double shift, const at::Tensor& gamma) {
    Graph graph;
    graph.nodes = {make_node("Conv", {"x", "w", "b"}, "c", {{"pads", Integers{1, 1, 1, 1}}}),
                   make_node("BatchNormalization", {"c", "gamma", "beta", "mean", "var"}, "n"),
                   make_node(op, {"n"}, "a"),
                   make_node("GlobalAveragePool", {"a"}, "p"),
                   make_node("Flatten", {"p"}, "f"),
                   make_node("Gemm", {"f", "v", "d"}, "g", {{"transB", std::int64_t{1}}}),
                   make_node("Sigmoid", {"g"}, "y")};
    graph.initializers = {{"w", gaussian({4, 3, 3, 3}, 1, at::kFloat)},
                          {"b", gaussian({4}, 2, at::kFloat)},
                          {"gamma", gamma},
                          {"beta", gaussian({4}, 3, at::kFloat) + shift},
                          {"mean", gaussian({4}, 4, at::kFloat)},
                          {"var", gaussian({4}, 5, at::kFloat).square() + .5},
                          {"v", gaussian({2, 4}, 6, at::kFloat)},
                          {"d", gaussian({2}, 7, at::kFloat)}};
    graph.inputs = {make_port("x", {-1, 3, 6, 6})};
    graph.outputs = {make_port("y", {-1, 2})};
    return Network(std::move(graph));
}

/// Every state of many inputs within the range lies between the bounds.
void expect_inside(const Network& network, double low, double high) {
    std::vector<std::size_t> sites;
    for (std::size_t s = 0; s < network.sites().size(); ++s)
        if (!network.sites()[s].info.axes.empty()) sites.push_back(s);
    const std::vector<StateBounds> bounds = network.bounds(sites, {{0, low, high}});
    // Corners of the box are in it, too: where linear maps are extreme.
    at::Tensor x = low + (high - low) * (gaussian({200, 3, 6, 6}, 9, at::kFloat).tanh() + 1) / 2;
    x.narrow(0, 0, 100).sub_((low + high) / 2).sign_().mul_((high - low) / 2).add_((low + high) / 2);
    const TensorSource source({{"x", x}});
    Recorder seen;
    network.run(source, demand_for(network, sites, 50), seen);
    for (std::size_t k = 0; k < sites.size(); ++k) {
        const std::string& name = network.sites()[sites[k]].info.name;
        ASSERT_TRUE(bounds[k].low.defined()) << name;
        EXPECT_TRUE((seen[sites[k]] >= bounds[k].low).all().item<bool>()) << name;
        EXPECT_TRUE((seen[sites[k]] <= bounds[k].high).all().item<bool>()) << name;
        EXPECT_TRUE((bounds[k].high >= bounds[k].low).all().item<bool>()) << name;
    }
}

}  // namespace

TEST(bounds, hold_every_state_of_every_input_in_the_range) {
    const at::Tensor gamma = gaussian({4}, 8, at::kFloat);
    for (const char* op : {"Relu", "LeakyRelu", "Elu", "Tanh", "Softplus", "Gelu", "Abs", "Neg"})
        expect_inside(chain(op, 0, gamma), -1, 2);
}

TEST(bounds, of_one_linear_map_are_those_of_its_worst_corner) {
    Graph graph;
    graph.nodes = {make_node("Gemm", {"x", "w", "b"}, "h"), make_node("Relu", {"h"}, "y")};
    const at::Tensor w = gaussian({6, 8}, 1, at::kFloat), b = gaussian({8}, 2, at::kFloat);
    graph.initializers = {{"w", w}, {"b", b}};
    graph.inputs = {make_port("x", {-1, 6})}, graph.outputs = {make_port("y", {-1, 8})};
    const Network network(std::move(graph));
    const StateBounds found = network.bounds({site_of_output(network, "y")}, {{0, -1, 3}})[0];
    const at::Tensor worst = (w.clamp_min(0) * 3 - w.clamp_max(0)).sum(0) + b;
    EXPECT_TRUE(at::allclose(found.high[0], worst.clamp_min(0), 1e-3, 1e-3));
}

/// A large negative bias, and a normalisation whose scale has gone to zero: constant, whatever comes in.
TEST(bounds, prove_dead_channels_constant) {
    at::Tensor gamma = gaussian({4}, 8, at::kFloat);
    gamma[2] = 0;  // what is left of channel 2 is beta
    const auto constant = [](const Network& network) {
        const StateBounds b = network.bounds({site_named(network, "a_node")}, {{0, -1, 1}})[0];
        return (b.high - b.low).flatten(2).amax(2)[0] == 0;
    };
    EXPECT_TRUE(constant(chain("Relu", -1e4, gaussian({4}, 8, at::kFloat))).all().item<bool>());
    const at::Tensor some = constant(chain("Relu", 0, gamma));
    EXPECT_TRUE(some[2].item<bool>());
    EXPECT_FALSE(some.all().item<bool>());
}

TEST(bounds, are_unknown_behind_what_is_not_followed_and_known_again_behind_a_bounded_nonlinearity) {
    Graph graph;
    graph.nodes = {make_node("LayerNormalization", {"x", "one"}, "n"), make_node("Relu", {"n"}, "r"),
                   make_node("Tanh", {"n"}, "t"), make_node("Add", {"r", "t"}, "y")};
    graph.initializers = {{"one", at::ones({5}, at::kFloat)}};
    graph.inputs = {make_port("x", {-1, 5})}, graph.outputs = {make_port("y", {-1, 5})};
    const Network network(std::move(graph));
    const auto b = network.bounds({site_named(network, "r_node"), site_named(network, "t_node")}, {{0, -1, 1}});
    EXPECT_FALSE(b[0].low.defined());
    ASSERT_TRUE(b[1].low.defined());
    EXPECT_NEAR(b[1].high.max().item<double>(), 1, 1e-6);
}
