#include "blackbody/systems/onnx/branches.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/scalar_tensor.h>
#include <gtest/gtest.h>

#include "blackbody/systems/onnx/network.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// A branch that multiplies the outer value `h` by its own matrix; `name` for what it holds.
std::shared_ptr<const Graph> branch(const std::string& name, Seed seed) {
    Graph graph;
    graph.nodes = {make_node("MatMul", {"h", name + "_w"}, name + "_y")};
    graph.initializers[name + "_w"] = gaussian({4, 4}, seed, at::kFloat);
    graph.outputs = {Port{.name = name + "_y"}};
    return std::make_shared<const Graph>(graph);
}

/// x -> Relu h -> If(condition) -> Relu y.
Graph with_if(std::vector<Node> before, std::map<std::string, at::Tensor> constants) {
    Graph graph;
    graph.nodes = std::move(before);
    graph.nodes.push_back(make_node("Relu", {"x"}, "h"));
    graph.nodes.push_back(make_node("If", {"condition"}, "chosen",
                                    {{"then_branch", branch("yes", 1)}, {"else_branch", branch("no", 2)}}));
    graph.nodes.push_back(make_node("Relu", {"chosen"}, "y"));
    graph.initializers = std::move(constants);
    graph.inputs = {make_port("x", {-1, 4})};
    graph.outputs = {make_port("y", {-1, 4})};
    return graph;
}

at::Tensor truth(bool value) { return at::scalar_tensor(value, at::kBool); }

at::Tensor expected(const at::Tensor& x, bool yes) {
    return x.relu().matmul(gaussian({4, 4}, yes ? 1 : 2, at::kFloat)).relu();
}

void computes(const Network& network, bool yes) {
    const at::Tensor x = gaussian({3, 4}, 5, at::kFloat);
    EXPECT_TRUE(at::allclose(network.forward({{"x", x}}).at("y"), expected(x, yes), 1e-5, 1e-6));
    EXPECT_EQ(network.card().operators.count("If"), 0u);
}

}  // namespace

TEST(branches, a_constant_condition_puts_its_branch_in_the_place_of_the_if) {
    for (const bool yes : {true, false}) {
        const Network network(with_if({}, {{"condition", truth(yes)}}));
        computes(network, yes);
        const Site& site = network.sites()[site_named(network, yes ? "yes_y_node" : "no_y_node")];
        EXPECT_EQ(site.info.role, Role::linear);
        EXPECT_TRUE(site.interaction.has_value());
    }
}

TEST(branches, a_condition_that_constants_or_shapes_decide_is_known) {
    computes(Network(with_if({make_node("Not", {"c"}, "condition")}, {{"c", truth(false)}})), true);
    const std::vector<Node> squeeze = {make_node("Shape", {"x"}, "shape"),
                                       make_node("Gather", {"shape", "axis"}, "size"),
                                       make_node("Equal", {"size", "one"}, "condition")};
    const at::Tensor axis = at::scalar_tensor(1, at::kLong);
    computes(Network(with_if(squeeze, {{"axis", axis}, {"one", at::scalar_tensor(4, at::kLong)}})), true);
    computes(Network(with_if(squeeze, {{"axis", axis}, {"one", at::scalar_tensor(1, at::kLong)}})), false);
}

TEST(branches, a_condition_of_the_data_stays_and_the_weights_of_both_branches_are_measured) {
    const std::vector<Node> before = {make_node("ReduceMax", {"x"}, "m", {{"keepdims", std::int64_t{0}}}),
                                      make_node("Greater", {"m", "zero"}, "condition")};
    const Network network(with_if(before, {{"zero", at::scalar_tensor(0, at::kFloat)}}));
    EXPECT_EQ(network.card().operators.at("If"), 1);
    for (const char* name : {"chosen_node/yes_y_node", "chosen_node/no_y_node"}) {
        const Site& site = network.sites()[site_named(network, name)];
        EXPECT_EQ(site.info.role, Role::weight);
        EXPECT_EQ(site.interaction->weight.sizes(), (at::IntArrayRef{4, 4}));
    }
}

TEST(branches, inside_branches_are_taken_too_and_outer_values_may_be_outputs) {
    Graph inner = with_if({}, {{"condition", truth(false)}});
    inner.nodes.erase(inner.nodes.begin());  // h is the outer one
    inner.inputs.clear();
    Graph passes;
    passes.outputs = {Port{.name = "h"}};
    Graph graph = with_if({}, {{"condition", truth(true)}, {"other", truth(false)}});
    graph.nodes[1].attributes.set("then_branch", std::make_shared<const Graph>(inner));
    computes(Network(graph), false);

    Graph unchanged = with_if({}, {{"condition", truth(true)}});
    unchanged.nodes[1].attributes.set("then_branch", std::make_shared<const Graph>(passes));
    const at::Tensor x = gaussian({3, 4}, 5, at::kFloat);
    EXPECT_TRUE(at::allclose(Network(unchanged).forward({{"x", x}}).at("y"), x.relu()));
}

TEST(branches, a_damaged_if_is_left_alone) {
    Graph none = with_if({}, {{"condition", truth(true)}});
    none.nodes[1].attributes = {};
    EXPECT_EQ(Network(none).card().operators.at("If"), 1);
    Graph several = with_if({}, {{"condition", truth(true)}});
    several.nodes[1].outputs.push_back("second");
    EXPECT_EQ(Network(several).card().operators.at("If"), 1);
}
