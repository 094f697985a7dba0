#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include "blackbody/base/origin.h"
#include "blackbody/instruments/collect.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// y = log(relu(x) + bias): infinite for a sample without excitation where the bias is 0.
Network logarithm(double bias) {
    Graph graph;
    graph.nodes = {make_node("Relu", {"x"}, "r"), make_node("Add", {"r", "b"}, "s"), make_node("Log", {"s"}, "y")};
    graph.initializers = {{"b", at::ones({4}) * bias}};
    graph.inputs = {make_port("x", {-1, 4})};
    graph.outputs = {make_port("y", {-1, 4})};
    return Network(graph);
}

/// Counts how often samples are read: one pass or two.
class CountedSource : public TensorSource {
  public:
    using TensorSource::TensorSource;
    Batch read(std::int64_t first, std::int64_t count) const override {
        reads += count;
        return TensorSource::read(first, count);
    }
    mutable std::int64_t reads = 0;
};

Results results_of(const Network& network, const Source& source) {
    return collect(network, measure(network, &source, choose_instruments({"excitation", "finiteness"}, {}),
                                    MeasureOptions{.null_draws = 0}));
}

const Finding* finding_of(const Results& results) {
    for (const Finding& finding : results.findings)
        if (finding.claim == "non_finite_states") return &finding;
    return nullptr;
}

}  // namespace

TEST(note_origin, costs_no_pass_where_every_state_is_finite) {
    const Network network = logarithm(1);
    const CountedSource source({{"x", gaussian({40, 4}, 1, at::kFloat)}});
    EXPECT_EQ(finding_of(results_of(network, source)), nullptr);
    EXPECT_EQ(source.reads, 40);
}

TEST(note_origin, names_the_node_and_the_sample_that_first_show_it) {
    const Network network = logarithm(0);
    at::Tensor x = gaussian({40, 4}, 1, at::kFloat).abs() + 0.1;
    x[17][2] = -1;
    const Results results = results_of(network, TensorSource({{"x", x}}));
    const Finding* finding = finding_of(results);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->site, "y_node");
    EXPECT_NE(finding->sentence.find("first made by node 'y_node' (Log, opset 17): 1 of its 4 values, though all that "
                                     "it reads is finite (sample 17 of the data)"),
              std::string::npos)
        << finding->sentence;
}

TEST(note_origin, is_the_node_between_sites_and_not_the_site_that_shows_it) {
    Graph graph = logarithm(0).graph();
    graph.nodes.push_back(make_node("Sigmoid", {"y"}, "g"));
    graph.nodes.push_back(make_node("Relu", {"l"}, "z"));
    graph.nodes.insert(graph.nodes.end() - 1, make_node("Reciprocal", {"g"}, "l"));
    graph.outputs = {make_port("z", {-1, 4})};
    const at::Tensor x = at::ones({20, 4}) * -1;
    const Results results = results_of(Network(graph), TensorSource({{"x", x}}));
    // log 0 = -∞ goes unseen: sigmoid(-∞) = 0, whose inverse is the first that a measured site shows.
    const Finding* finding = finding_of(results);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->site, "z_node");
    EXPECT_NE(finding->sentence.find("node 'l_node' (Reciprocal, opset 17): 4 of its 4 values"), std::string::npos)
        << finding->sentence;
}
