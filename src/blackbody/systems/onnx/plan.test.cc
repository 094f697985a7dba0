/// Random networks: whatever is demanded, what is folded, fused and written in place shows the states of every node as
/// it stands in the file.
#include "blackbody/systems/onnx/plan.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>
#include <gtest/gtest.h>

#include <set>

#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

constexpr std::int64_t channels = 4, side = 6;

/// Grows a graph node by node; every value is [N, 4, 6, 6], and any may be read again.
class RandomGraph {
  public:
    explicit RandomGraph(Seed seed) : random_(seed), seed_(1000 * seed) {
        graph_.inputs = {make_port("x", {-1, channels, side, side})};
        values_ = {"x"};
    }

    Graph grown(int nodes) {
        for (int n = 0; n < nodes; ++n) add_node("v" + std::to_string(n));
        for (const std::string& name : std::set<std::string>{any_value(), values_.back()})
            if (name != "x") graph_.outputs.push_back(make_port(name, {-1, channels, side, side}));
        return std::move(graph_);
    }

  private:
    void add_node(const std::string& name) {
        switch (random_.below(8)) {
            case 0:
            case 1:
                convolution(name);
                break;
            case 2:
                normalisation(name);
                break;
            case 3:
            case 4:
                graph_.nodes.push_back(make_node("Relu", {latest_value()}, name));
                break;
            case 5:
                graph_.nodes.push_back(make_node("Clip", {latest_value(), number(-0.5), number(0.8)}, name));
                break;
            case 6:
                graph_.nodes.push_back(make_node("Add", {any_value(), latest_value()}, name));
                break;
            default:
                graph_.nodes.push_back(make_node(random_.below(2) ? "Identity" : "Sigmoid", {any_value()}, name));
        }
        values_.push_back(name);
    }

    void convolution(const std::string& name) {
        const std::int64_t groups = random_.below(2) ? 2 : 1;
        std::vector<std::string> inputs = {latest_value(), tensor({channels, channels / groups, 3, 3}, 0.2)};
        if (random_.below(2)) inputs.push_back(tensor({channels}, 1));
        graph_.nodes.push_back(make_node("Conv", inputs, name, {{"pads", Integers{1, 1, 1, 1}}, {"group", groups}}));
        if (random_.below(2)) return;
        graph_.nodes.back().outputs = {name + "_raw"};
        graph_.nodes.push_back(normalised(name + "_raw", name));
    }

    void normalisation(const std::string& name) { graph_.nodes.push_back(normalised(latest_value(), name)); }

    Node normalised(const std::string& input, const std::string& output) {
        const std::string variance = tensor({channels}, 1);
        graph_.initializers[variance] = graph_.initializers[variance].square() + 0.5;
        return make_node("BatchNormalization",
                         {input, tensor({channels}, 1), tensor({channels}, 1), tensor({channels}, 1), variance},
                         output);
    }

    std::string tensor(std::vector<std::int64_t> shape, double scale) {
        const std::string name = "w" + std::to_string(graph_.initializers.size());
        graph_.initializers[name] = gaussian(shape, ++seed_, at::kFloat) * scale;
        return name;
    }

    std::string number(double value) {
        const std::string name = "w" + std::to_string(graph_.initializers.size());
        graph_.initializers[name] = at::tensor({value}, at::kFloat).squeeze();
        return name;
    }

    std::string any_value() { return values_[random_.below(values_.size())]; }
    /// One of the last two: chains, with branches here and there.
    std::string latest_value() {
        return values_[values_.size() - 1 - random_.below(std::min<std::size_t>(values_.size(), 2))];
    }

    Random random_;
    Seed seed_;
    Graph graph_;
    std::vector<std::string> values_;
};

void expect_same_states(const Graph& graph, Seed seed) {
    const Network folding(graph), plain(graph, {}, {.plan = {.folds = false}});
    const TensorSource source({{"x", gaussian({3, channels, side, side}, seed, at::kFloat)}});
    Recorder reference;
    plain.run(source, demand_for_all(plain, 3), reference);

    Random random(seed);
    for (int demand = 0; demand < 4; ++demand) {
        std::vector<std::size_t> sites;
        for (std::size_t s = 0; s < folding.sites().size(); ++s)
            if (demand == 0 || random.below(3) == 0) sites.push_back(s);
        if (sites.empty()) continue;
        Recorder recorder;
        folding.run(source, demand_for(folding, sites, 3), recorder);
        for (const std::size_t s : sites) {
            const double scale = std::max(1., reference[s].abs().max().item<double>());
            EXPECT_LT((recorder[s] - reference[s]).abs().max().item<double>(), 1e-5 * scale)
                << "graph " << seed << ", site " << folding.sites()[s].info.name << ", demand " << demand;
        }
    }
}

}  // namespace

TEST(plan, of_random_networks_shows_the_states_of_every_node_whatever_is_demanded) {
    for (Seed seed = 1; seed <= 60; ++seed) expect_same_states(RandomGraph(seed).grown(14), seed);
}

TEST(plan, folds_what_nobody_asked_for_and_nothing_else) {
    Graph graph;
    graph.nodes = {make_node("Conv", {"x", "w"}, "c", {{"pads", Integers{1, 1, 1, 1}}}),
                   make_node("BatchNormalization", {"c", "one", "one", "one", "one"}, "n"),
                   make_node("Relu", {"n"}, "y")};
    graph.initializers = {{"w", gaussian({channels, channels, 3, 3}, 1, at::kFloat)},
                          {"one", gaussian({channels}, 2, at::kFloat).abs() + 1}};
    graph.inputs = {make_port("x", {-1, channels, side, side})};
    graph.outputs = {make_port("y", {-1, channels, side, side})};
    const Circuit circuit = wire(graph);
    const Shapes shapes = infer_shapes(graph, circuit, circuit.constants);
    const Sites sites = find_sites(graph, circuit, circuit.constants, shapes);
    ASSERT_EQ(sites.sites.size(), 4u);  // x, c, n, y
    const auto steps = [&](std::vector<bool> demand) {
        return make_plan(circuit, circuit.constants, sites, Demand{demand}).steps.size();
    };
    EXPECT_EQ(steps({false, false, false, true}), 2u);  // Conv with its normalisation, Relu
    EXPECT_EQ(steps({false, true, false, true}), 3u);
    EXPECT_EQ(steps({false, true, false, false}), 1u);
    EXPECT_EQ(steps({true, false, false, false}), 0u);
}
