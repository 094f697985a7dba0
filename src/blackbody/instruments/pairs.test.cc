/// Observables of two sites at once: a correlation between layers against one that is computed directly.
#include "blackbody/instruments/pairs.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/instruments/collect.h"
#include "blackbody/instruments/memory.h"
#include "blackbody/instruments/sources.h"
#include "blackbody/util/registry.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

const ObservableInfo info{.name = "test_correlation",
                          .family = "test",
                          .view = View::practical,
                          .theory = "",
                          .summary = "How the mean activity of a layer goes with that of another.",
                          .needs = "states of two rectifiers",
                          .controls = {"test_mirrored"},
                          .quantities = {{"correlation", "r", "1", "of the mean activities", "cov / (σ σ')"}},
                          .reference = "ours",
                          .trap = "",
                          .cost = "O(N U)"};
const Registered<ObservableInfo> info_entry{info};
const ControlInfo mirrored_info{"test_mirrored", "The inputs change their sign."};
const Registered<ControlInfo> mirrored_info_entry{mirrored_info};
const Control mirrored{.name = "test_mirrored", .inputs = [](Batch batch, Seed) {
                           for (auto& [name, x] : batch.inputs) x = -x;
                           return batch;
                       }};
const Registered<Control> mirrored_entry{mirrored};

/// The mean over the units of every sample [N].
at::Tensor activity(const at::Tensor& states) { return states.to(at::kDouble).flatten(1).mean(1); }

/// Sums of a, b, a², b² and a b.
class Correlation : public PairAccumulator {
  public:
    void add(const State& from, const State& to) override {
        const at::Tensor a = activity(from.values), b = activity(to.values);
        const at::Tensor terms[] = {a, b, a * a, b * b, a * b};
        for (int i = 0; i < 5; ++i) sums_[i] += terms[i].sum().item<double>();
        n_ += a.size(0);
    }
    void merge(const PairAccumulator& other) override {
        const auto& o = dynamic_cast<const Correlation&>(other);
        for (int i = 0; i < 5; ++i) sums_[i] += o.sums_[i];
        n_ += o.n_;
    }
    std::unique_ptr<PairAccumulator> fresh() const override { return std::make_unique<Correlation>(); }
    std::vector<NamedValue> result() const override {
        const double n = static_cast<double>(n_), a = sums_[0] / n, b = sums_[1] / n;
        const double r = (sums_[4] / n - a * b) / std::sqrt((sums_[2] / n - a * a) * (sums_[3] / n - b * b));
        return {{"correlation", r, n_}};
    }
    std::vector<std::string> notes() const override { return {"of mean activities"}; }

  private:
    double sums_[5]{};
    std::int64_t n_ = 0;
};

Fit at_rectifiers(const Site& site, const InstrumentOptions&) {
    return site.info.op == "Relu" ? Fit::yes() : Fit::no();
}
std::unique_ptr<PairAccumulator> start_correlation(const Site&, const Site&, const InstrumentOptions&) {
    return std::make_unique<Correlation>();
}
const Observable with_next{.name = "test_correlation", .fits = at_rectifiers, .start_pair = start_correlation};
const Registered<Observable> with_next_entry{with_next};
const Observable with_all{.name = "test_correlation",
                          .fits = at_rectifiers,
                          .start_pair = start_correlation,
                          .joins = [](const Site&, const Site&) { return true; }};

constexpr std::int64_t samples = 200;

/// r = relu(x), s = relu(w r + 0.3), t = relu(v s - 0.2), w and v of both signs: states at r, s and t, each computed
/// from the one before, where a network would write over it.
struct Layers {
    at::Tensor w = at::tensor({1.5, -2.0, 0.5, 1.0}, at::kFloat), v = at::tensor({-1.0, 1.0, 2.0, -0.5}, at::kFloat);
    std::vector<at::Tensor> states(const at::Tensor& x) const {
        const at::Tensor r = at::relu(x), s = at::relu(r * w + .3), t = at::relu(s * v - .2);
        return {r, s, t};
    }
    Network network() const {
        Graph graph;
        graph.nodes = {make_node("Relu", {"x"}, "r"),      make_node("Mul", {"r", "w"}, "p"),
                       make_node("Add", {"p", "c"}, "q"),  make_node("Relu", {"q"}, "s"),
                       make_node("Mul", {"s", "v"}, "p2"), make_node("Add", {"p2", "d"}, "q2"),
                       make_node("Relu", {"q2"}, "t")};
        graph.initializers = {
            {"w", w}, {"v", v}, {"c", at::ones({4}, at::kFloat) * .3}, {"d", at::ones({4}, at::kFloat) * -.2}};
        graph.inputs = {make_port("x", {-1, 4})};
        graph.outputs = {make_port("t", {-1, 4})};
        return Network(graph);
    }
};

double correlation(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor x = a - a.mean(), y = b - b.mean();
    return ((x * y).sum() / (x.square().sum() * y.square().sum()).sqrt()).item<double>();
}

/// Where each sample of the run's order belongs.
at::Tensor block_of_samples(std::int64_t blocks) {
    std::vector<std::int64_t> block;
    for (std::int64_t i = 0; i < samples; ++i) block.push_back(i / chunk_size(samples, blocks) % blocks);
    return at::tensor(block, at::kLong);
}

double jackknife_error(const at::Tensor& a, const at::Tensor& b, std::int64_t blocks) {
    const at::Tensor block = block_of_samples(blocks);
    std::vector<double> without;
    double mean = 0, squares = 0;
    for (std::int64_t k = 0; k < blocks; ++k) {
        const at::Tensor kept = (block != k).nonzero().view(-1);
        without.push_back(correlation(a.index_select(0, kept), b.index_select(0, kept)));
        mean += without.back() / static_cast<double>(blocks);
    }
    for (const double r : without) squares += (r - mean) * (r - mean);
    return std::sqrt(squares * static_cast<double>(blocks - 1) / static_cast<double>(blocks));
}

TensorSource source() { return TensorSource({{"x", gaussian_floats({samples, 4}, 3)}}); }

/// The samples as the run takes them.
at::Tensor in_order(const Source& source) { return ShuffledSource(source, 0).read(0, samples).inputs[0].second; }

}  // namespace

TEST(pairs, a_layer_and_the_next_correlate_as_computed_directly_with_the_jackknife_over_blocks) {
    const Layers layers;
    const TensorSource data = source();
    const auto states = layers.states(in_order(data));
    for (const std::int64_t blocks : {16, 4})
        for (const std::int64_t batch : {32, 7}) {
            const MeasureOptions how{.batch = batch, .blocks = blocks, .fixed_samples = 11};
            const Measured measured = measure(layers.network(), &data, {&with_next}, how);
            ASSERT_EQ(measured.measurements.size(), 2u);
            for (int i = 0; i < 2; ++i) {
                const Measurement& m = measured.measurements[i];
                EXPECT_EQ(m.from, i == 0 ? "r_node" : "s_node");
                EXPECT_EQ(m.site, i == 0 ? "s_node" : "t_node");
                EXPECT_EQ(m.notes, std::vector<std::string>{"of mean activities"});
                const at::Tensor a = activity(states[i]), b = activity(states[i + 1]);
                EXPECT_NEAR(m.estimates.at(0).value, correlation(a, b), 1e-6);
                EXPECT_EQ(m.estimates[0].n, samples);
                EXPECT_NEAR(m.estimates[0].error.std_error(), jackknife_error(a, b, blocks), 1e-6);
                EXPECT_EQ(m.estimates[0].error.degrees(), blocks - 1);
            }
        }
}

TEST(pairs, one_block_has_the_same_value_and_no_error) {
    const Layers layers;
    const TensorSource data = source();
    const Measured measured = measure(layers.network(), &data, {&with_next}, {.blocks = 1});
    const auto states = layers.states(in_order(data));
    const Estimate& first = measured.measurements.at(0).estimates.at(0);
    EXPECT_NEAR(first.value, correlation(activity(states[0]), activity(states[1])), 1e-6);
    EXPECT_EQ(first.error.kind(), Uncertainty::Kind::unavailable);
}

TEST(pairs, are_read_against_nulls_on_the_same_samples) {
    const Layers layers;
    const TensorSource data = source();
    const Measured measured = measure(layers.network(), &data, {&with_next});
    const at::Tensor few = in_order(data).narrow(0, 0, 32);
    const auto plain = layers.states(few), other = layers.states(-few);
    const Null& null = measured.measurements.at(1).estimates.at(0).nulls.at(0);
    EXPECT_EQ(null.draws, 19);
    EXPECT_NEAR(null.value, correlation(activity(plain[1]), activity(plain[2])), 1e-6);
    EXPECT_NEAR(null.mean, correlation(activity(other[1]), activity(other[2])), 1e-6);
}

TEST(pairs, are_those_that_the_observable_joins_among_the_layers_that_were_chosen) {
    const Layers layers;
    const TensorSource data = source();
    const auto pairs_of = [&](const Observable& observable, const std::vector<std::string>& chosen) {
        std::vector<std::string> names;
        const MeasureOptions how{.layers = chosen, .null_draws = 0};
        for (const Measurement& m : measure(layers.network(), &data, {&observable}, how).measurements)
            names.push_back(m.from + " " + m.site);
        return names;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(pairs_of(with_all, {}), (Names{"r_node s_node", "r_node t_node", "s_node t_node"}));
    EXPECT_EQ(pairs_of(with_next, {"[rt]_node"}), (Names{"r_node t_node"}));
    const Measured alone = measure(layers.network(), &data, {&with_next}, {.layers = {"r_node"}});
    EXPECT_TRUE(alone.measurements.empty());
    EXPECT_EQ(alone.skipped.at(0).reason, "no site here has states of two rectifiers");
    EXPECT_NE(measure(layers.network(), nullptr, {&with_next}).skipped.at(0).reason.find("no data"), std::string::npos);
}

TEST(pairs, change_no_number_of_single_sites) {
    const Layers layers;
    const TensorSource data = source();
    const std::vector<const Observable*> single = choose_instruments({"excitation"}, {});
    std::vector<const Observable*> both = single;
    both.push_back(&with_next);
    const Measured alone = measure(layers.network(), &data, single), beside = measure(layers.network(), &data, both);
    ASSERT_EQ(beside.measurements.size(), alone.measurements.size() + 2);
    for (const Measurement& m : alone.measurements) {
        const Measurement* same = find_measurement(beside.measurements, m.observable, m.site, "");
        ASSERT_NE(same, nullptr);
        for (const Estimate& e : m.estimates) {
            const double value = find_estimate(*same, e.name)->value;
            EXPECT_TRUE(value == e.value || (std::isnan(value) && std::isnan(e.value))) << m.site << " " << e.name;
        }
    }
}

TEST(pairs, hold_a_state_no_longer_than_one_is_awaited) {
    const std::vector<Site> sites(5);
    const Batch batch{.size = 2};
    const auto show = [&](Pairs& pairs, std::size_t site) {
        pairs.at(site, State{gaussian({2, 3}, site), batch}, 1);
        return pairs.held();
    };
    Pairs none;
    for (std::size_t site = 0; site < sites.size(); ++site) EXPECT_EQ(show(none, site), 0u);

    Pairs pairs;
    for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{0, 1}, {0, 3}, {1, 3}, {3, 4}})
        pairs.add({from, to, PairBlocks(with_next, {sites[from], sites[to]}, {}, 1)});
    const std::vector<std::size_t> held{1, 2, 2, 1, 0};
    for (std::size_t site = 0; site < sites.size(); ++site) EXPECT_EQ(show(pairs, site), held[site]) << site;

    // What was awaited in vain goes with its batch.
    show(pairs, 0);
    pairs.end_of_batch();
    EXPECT_EQ(pairs.held(), 0u);
    EXPECT_EQ(show(pairs, 1), 1u);
    EXPECT_EQ(pairs.all()[0].blocks.measurement().estimates.at(0).n, 2);
}

TEST(pairs, count_in_the_memory_that_a_batch_takes) {
    const Network network = Layers().network();
    EXPECT_EQ(states_held(network, {&with_next}, {}), 1);
    EXPECT_EQ(states_held(network, {&with_all}, {}), 2);
    EXPECT_EQ(states_held(network, choose_instruments({"excitation"}, {}), {}), 0);
    EXPECT_EQ(bytes_a_sample(network, 2) * 2, bytes_a_sample(network) * 3);
}
