/// Every operator that bears weights, in every layout, under every control: the constants keep the shapes that the
/// nodes read, so that the null runs, and another one than the network itself.
#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "blackbody/systems/onnx/network.h"
#include "blackbody/util/registry.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

using Settings = std::vector<std::pair<std::string, Attribute>>;
using I = std::int64_t;

struct Case {
    std::string title;
    Graph graph;
    at::Tensor input;
};

/// y = relu(op(x, w)), for a few samples.
Case one(const std::string& title, Node node, std::vector<I> sample, const at::Tensor& weight,
         at::ScalarType type = at::kFloat) {
    Case made{title, {}, {}};
    node.outputs = {"h"};
    std::vector<I> shape = sample, batch = sample;
    shape.insert(shape.begin(), -1), batch.insert(batch.begin(), 3);
    made.graph.nodes = {std::move(node), make_node("Relu", {"h"}, "y")};
    made.graph.initializers["w"] = weight;
    made.graph.inputs = {make_port("x", shape, type)};
    made.graph.outputs = {Port{.name = "y"}};
    made.input =
        type == at::kLong ? at::tensor({0, 1, 2, 3, 4, 5}, at::kLong).reshape({3, 2}) : gaussian_floats(batch, 9);
    return made;
}

std::vector<Case> convolutions() {
    std::vector<Case> cases;
    for (const char* op : {"Conv", "ConvTranspose"}) {
        for (const I g : {1, 2}) {
            for (const std::size_t axes : {1u, 2u, 3u}) {
                const std::vector<I> kernel = {3, 2, 3};
                std::vector<I> sample = {4}, weight = {4, 6 / g};
                if (std::string(op) == "Conv") weight = {6, 4 / g};
                for (std::size_t a = 0; a < axes; ++a)
                    sample.push_back(5 + static_cast<I>(a)), weight.push_back(kernel[a]);
                const Settings settings = {{"group", g}, {"strides", Integers(axes, 2)}};
                cases.push_back(one(std::string(op) + " " + std::to_string(axes) + "-D, groups " + std::to_string(g),
                                    make_node(op, {"x", "w"}, "h", settings), sample, gaussian_floats(weight, 1)));
            }
        }
    }
    return cases;
}

std::vector<Case> all_cases() {
    std::vector<Case> cases = convolutions();
    cases.push_back(
        one("one output channel", make_node("Conv", {"x", "w"}, "h"), {4, 5, 6}, gaussian_floats({1, 4, 3, 3}, 1)));
    cases.push_back(one("Gemm", make_node("Gemm", {"x", "w"}, "h"), {4}, gaussian_floats({4, 7}, 1)));
    cases.push_back(
        one("Gemm transB", make_node("Gemm", {"x", "w"}, "h", {{"transB", I{1}}}), {4}, gaussian_floats({7, 4}, 1)));
    cases.push_back(one("MatMul", make_node("MatMul", {"x", "w"}, "h"), {3, 4}, gaussian_floats({4, 7}, 1)));
    cases.push_back(
        one("MatMul from the left", make_node("MatMul", {"w", "x"}, "h"), {4, 3}, gaussian_floats({7, 4}, 1)));
    cases.push_back(
        one("MatMul in stacks", make_node("MatMul", {"x", "w"}, "h"), {2, 3, 4}, gaussian_floats({2, 4, 7}, 1)));
    cases.push_back(one("Gather", make_node("Gather", {"w", "x"}, "h"), {2}, gaussian_floats({9, 7}, 1), at::kLong));

    // A tied embedding: the same tensor read as rows and as a matrix.
    Case tied = one("tied", make_node("Gather", {"w", "x"}, "h"), {2}, gaussian_floats({9, 7}, 1), at::kLong);
    tied.graph.nodes.push_back(make_node("Reshape", {"y", "rows"}, "r"));
    tied.graph.nodes.push_back(make_node("Gemm", {"r", "w"}, "z", {{"transB", I{1}}}));
    tied.graph.initializers["rows"] = at::tensor({-1, 7}, at::kLong);
    tied.graph.outputs.push_back(Port{.name = "z"});
    cases.push_back(tied);
    return cases;
}

}  // namespace

TEST(layouts, every_control_runs_and_changes_what_comes_out) {
    int ran = 0;
    for (const Case& c : all_cases()) {
        const Network network(c.graph);
        const at::Tensor plain = network.forward({{"x", c.input}}).at("y");
        ASSERT_TRUE(std::ranges::any_of(network.sites(), [](const Site& s) { return s.interaction.has_value(); }))
            << c.title;
        for (const Control* control : registry<Control>()) {
            if (control->weights == nullptr) continue;
            const auto drawn = network.control(*control, 1);
            const NamedTensors outputs = dynamic_cast<const Network&>(*drawn).forward({{"x", c.input}});
            EXPECT_EQ(outputs.at("y").sizes(), plain.sizes()) << c.title << ", " << control->name;
            EXPECT_FALSE(at::equal(outputs.at("y"), plain)) << c.title << ", " << control->name;
            Recorder recorder;
            drawn->run(TensorSource({{"x", c.input}}), demand_for_all(*drawn, 2), recorder);
            ++ran;
        }
    }
    EXPECT_GE(ran, 3 * 19);
}

TEST(layouts, a_control_that_changes_nothing_leaves_every_bit) {
    const Control same{.weights = [](const Interaction& i, Seed) { return i.weight.clone(); }};
    for (const Case& c : all_cases()) {
        const Network network(c.graph);
        const auto again = network.control(same, 1);
        EXPECT_TRUE(at::equal(dynamic_cast<const Network&>(*again).forward({{"x", c.input}}).at("y"),
                              network.forward({{"x", c.input}}).at("y")))
            << c.title;
    }
}
