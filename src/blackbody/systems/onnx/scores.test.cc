#include "blackbody/systems/onnx/scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "blackbody/systems/onnx/network.h"
#include "blackbody/util/errors.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

using I = std::int64_t;

/// z = x W + b [N, K], and what is made of it; the last node's output is the network's.
Graph ending(std::vector<Node> after, I classes = 5, const std::string& map = "fc") {
    Graph graph;
    Node linear = make_node("Gemm", {"x", "w", "b"}, "z");
    linear.name = map;
    graph.nodes = {linear};
    graph.nodes.insert(graph.nodes.end(), after.begin(), after.end());
    graph.initializers = {{"w", gaussian({6, classes}, 1, at::kFloat)},
                          {"b", gaussian({classes}, 2, at::kFloat)},
                          {"axes", at::tensor({1}, at::kLong)},
                          {"last", at::tensor({-1}, at::kLong)}};
    graph.inputs = {make_port("x", {-1, 6})};
    graph.outputs = {Port{.name = graph.nodes.back().outputs[0]}};
    return graph;
}

/// The name of the site of class scores; "" where there is none.
std::string site_of_scores(const Network& network) {
    for (const Site& site : network.sites())
        if (site.info.role == Role::logits) return site.info.name;
    return "";
}

std::vector<Node> softmax_by_hand(bool takes_maximum, bool keeps) {
    std::vector<Node> nodes;
    const std::vector<std::pair<std::string, Attribute>> settings = {{"keepdims", I{keeps}}};
    const auto widened = [&](const std::string& name) {
        if (keeps) return name;
        nodes.push_back(make_node("Unsqueeze", {name, "axes"}, name + "_wide"));
        return name + "_wide";
    };
    std::string exponent = "z";
    if (takes_maximum) {
        nodes.push_back(make_node("ReduceMax", {"z"}, "max", {{"axes", Integers{1}}, {"keepdims", I{keeps}}}));
        const std::string highest = widened("max");
        nodes.push_back(make_node("Sub", {"z", highest}, "s")), exponent = "s";
    }
    nodes.push_back(make_node("Exp", {exponent}, "e"));
    nodes.push_back(make_node("ReduceSum", {"e", "last"}, "sum", settings));
    const std::string sum = widened("sum");
    nodes.push_back(make_node("Div", {"e", sum}, "p"));
    return nodes;
}

}  // namespace

TEST(scores, are_the_input_of_a_softmax) {
    const Network network(ending({make_node("Softmax", {"z"}, "p", {{"axis", I{-1}}})}));
    EXPECT_EQ(site_of_scores(network), "fc");
    EXPECT_EQ(network.scores().kind, Scores::classes);
}

TEST(scores, are_seen_behind_a_softmax_that_is_spelled_out) {
    for (const bool maximum : {true, false}) {
        for (const bool keeps : {true, false}) {
            const Network network(ending(softmax_by_hand(maximum, keeps)));
            EXPECT_EQ(site_of_scores(network), "fc") << maximum << keeps;
            EXPECT_TRUE(network.scores().sentence.find("softmax") != std::string::npos);
        }
    }
}

TEST(scores, a_softmax_over_samples_or_with_another_sum_is_none) {
    EXPECT_EQ(site_of_scores(Network(ending({make_node("Softmax", {"z"}, "p", {{"axis", I{0}}})}))), "");
    std::vector<Node> nodes = softmax_by_hand(false, true);
    nodes.insert(nodes.begin() + 1, make_node("Neg", {"z"}, "n"));
    nodes.insert(nodes.begin() + 2, make_node("Exp", {"n"}, "e2"));
    nodes[3].inputs[0] = "e2";
    EXPECT_EQ(site_of_scores(Network(ending(nodes))), "");
}

TEST(scores, a_regressor_has_none_and_is_told_why) {
    const Network network(ending({}));
    EXPECT_EQ(site_of_scores(network), "");
    const std::string& why = network.scores().sentence;
    EXPECT_EQ(
        why,
        "the output 'z' [N, 5] was not taken for class scores because nothing says that it is: no softmax of it, no "
        "word of classes in its name; labels alone, where it is the only one, or the option scores 'z' would");
    EXPECT_EQ(std::ranges::count(network.card().notes, why), 1);
}

TEST(scores, are_taken_where_somebody_says_so_and_the_note_goes) {
    Network network(ending({}));
    network.take_scores("z");
    EXPECT_EQ(site_of_scores(network), "fc");
    for (const std::string& note : network.card().notes) EXPECT_EQ(note.find("class scores"), std::string::npos);
    EXPECT_THROW(network.take_scores("nothing"), Error);
}

TEST(scores, a_name_or_a_choice_is_evidence) {
    Graph named = ending({make_node("Identity", {"z"}, "logits")});
    EXPECT_EQ(site_of_scores(Network(named)), "logits_node");
    EXPECT_EQ(site_of_scores(Network(ending({}, 5, "/classifier/Gemm"))), "/classifier/Gemm");
    EXPECT_EQ(site_of_scores(Network(ending({make_node("ArgMax", {"z"}, "answer", {{"axis", I{1}}})}))), "fc");
    EXPECT_EQ(site_of_scores(Network(ending({make_node("Relu", {"z"}, "logits")}))), "") << "no linear map";
}

TEST(scores, of_one_sigmoid_need_labels_and_are_a_yes_or_no) {
    Graph squeezed = ending({make_node("Sigmoid", {"z"}, "q"), make_node("Squeeze", {"q", "axes"}, "p")}, 1);
    Network network(squeezed);
    EXPECT_EQ(site_of_scores(network), "");
    EXPECT_NE(network.scores().sentence.find("a sigmoid makes it"), std::string::npos) << network.scores().sentence;
    ASSERT_EQ(network.scores().candidates.size(), 1u);
    EXPECT_TRUE(network.scores().candidates[0].by_labels);
    network.take_scores("p");
    const std::size_t site = site_named(network, "fc");
    EXPECT_EQ(network.sites()[site].info.role, Role::logits);
    EXPECT_EQ(network.sites()[site].info.scores, Scores::yes_no);
    EXPECT_EQ(network.sites()[site].info.shape, Integers{1});
}

TEST(scores, a_state_without_a_class_axis_is_shown_as_a_matrix) {
    Network network(ending({make_node("Squeeze", {"z", "axes"}, "p")}, 1));
    network.take_scores("p");
    const at::Tensor x = gaussian({4, 6}, 3, at::kFloat);
    const std::size_t site = site_named(network, "p_node");
    Recorder recorder;
    network.run(TensorSource({{"x", x}}), demand_for(network, {site}, 4), recorder);
    EXPECT_EQ(recorder[site].sizes(), (at::IntArrayRef{4, 1}));
    EXPECT_TRUE(at::allclose(recorder[site].squeeze(1), network.forward({{"x", x}}).at("p")));
}

TEST(scores, say_which_of_several_outputs_objects_to_what) {
    Graph graph = ending({make_node("Sigmoid", {"z"}, "p")});
    graph.outputs = {Port{.name = "z"}, Port{.name = "p"}};
    const Network network(graph);
    EXPECT_NE(network.scores().sentence.find("none of the 2 outputs was taken for class scores ('z' [N, 5]: "),
              std::string::npos)
        << network.scores().sentence;
}

TEST(scores, a_damaged_end_is_no_crash) {
    // Nodes without the inputs that the rule looks at, as mutated files have them.
    for (const char* op : {"Softmax", "Add", "Flatten", "GlobalAveragePool", "MatMul", "Conv", "Squeeze", "Sigmoid",
                           "Where", "Div", "Exp", "ArgMax", "Log", "Cast", "Sum", "Concat"}) {
        for (const bool has_one : {false, true}) {
            Graph graph =
                ending({make_node(op, has_one ? std::vector<std::string>{"z"} : std::vector<std::string>{}, "y")});
            graph.nodes.push_back(make_node("Flatten", {"y"}, "last_output"));
            graph.outputs = {Port{.name = "last_output"}, Port{.name = "y"}, Port{.name = "x"}};
            EXPECT_NO_THROW({ const Network network(graph); }) << op;
        }
    }
}
