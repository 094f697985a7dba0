#include "blackbody/instruments/observables/excitation/excitation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "blackbody/util/rng.h"
#include "support/random.h"

namespace blackbody {
namespace {

using blackbody::testing::gaussian;

Site site_of(const std::string& op, const std::string& axes, Role role = Role::nonlinearity) {
    Site site;
    site.info.name = "site", site.info.op = op, site.info.axes = axes, site.info.role = role;
    return site;
}

/// An accumulator that has seen `x` in batches, the first sample of which stands at `first`.
std::unique_ptr<Accumulator> measured(const at::Tensor& x, const std::string& op, const std::string& axes,
                                      std::int64_t batch = 1 << 20, std::int64_t first = 0) {
    auto accumulator = find_observable("excitation")->start(site_of(op, axes), {});
    for (std::int64_t n = 0; n < x.size(0); n += batch) {
        const std::int64_t size = std::min(batch, x.size(0) - n);
        Batch samples;
        samples.first = first + n, samples.size = size;
        if (samples.first == 0)
            accumulator->add_fixed({x.narrow(0, 0, std::min<std::int64_t>(128, x.size(0))), samples});
        accumulator->add({x.narrow(0, n, size), samples});
    }
    return accumulator;
}

std::map<std::string, double> values_of(const Accumulator& accumulator) {
    std::map<std::string, double> values;
    for (const NamedValue& v : accumulator.result()) values[v.name] = v.value;
    return values;
}

TEST(excitation, of_units_that_are_all_alike_has_the_entropy_ln_u) {
    auto v = values_of(*measured(at::full({3, 8, 5, 5}, 2.5f), "Relu", "NCYX"));
    EXPECT_NEAR(v["entropy"], std::log(200), 1e-6);
    EXPECT_NEAR(v["effective_units"], 200, 1e-3);
    EXPECT_NEAR(v["effective_share"], 1, 1e-6);
    v = values_of(*measured(at::full({3, 8, 5, 5}, -2.5f), "Tanh", "NCYX"));
    EXPECT_NEAR(v["entropy"], std::log(200), 1e-6);
}

TEST(excitation, of_rectified_noise_has_the_moments_and_the_entropy_of_the_law) {
    // relu of N(0, 1): mean 1/√2π, variance ½ - 1/2π, e^H/U = e^(γ/2)/(2√π); x² of N(0, 1): e^H/U = 2 e^(γ-2).
    const at::Tensor x = gaussian({64, 20000}, 1, at::kFloat);
    auto v = values_of(*measured(x.clamp_min(0), "Relu", "NU"));
    EXPECT_NEAR(v["mean"], 0.39894228040143, 1.5e-3);
    EXPECT_NEAR(v["sd"] * v["sd"], 0.34084505690810, 2e-3);
    EXPECT_NEAR(v["effective_share"], 0.3764747530232103, 5e-4);
    EXPECT_NEAR(v["zero_share"], 0.5, 2e-3);
    EXPECT_NEAR(v["firing_rate"], 0.5, 2e-3);
    v = values_of(*measured(x, "Add", "NU"));
    EXPECT_NEAR(v["effective_share"], 0.4820838803072441, 5e-4);
    EXPECT_NEAR(v["skewness"], 0, 0.01);
    EXPECT_NEAR(v["excess_kurtosis"], 0, 0.02);
}

TEST(excitation, moments_keep_their_digits_far_from_zero) {
    auto v = values_of(*measured(gaussian({8, 5000}, 2, at::kFloat) * 0.01 + 100, "Relu", "NU", 3));
    EXPECT_NEAR(v["sd"], 0.01, 1e-4);
    EXPECT_NEAR(v["excess_kurtosis"], 0, 0.1);
}

TEST(excitation, is_invariant_under_permutation_of_the_units_and_of_memory) {
    const at::Tensor x = gaussian({32, 16, 6, 6}, 3, at::kFloat).clamp_min(0);
    const std::vector<std::int64_t> order = Random(5).permutation(16);
    const at::Tensor permuted = x.index_select(1, at::tensor(order));
    auto a = values_of(*measured(x, "Relu", "NCYX"));
    auto b = values_of(*measured(permuted, "Relu", "NCYX"));
    auto c = values_of(*measured(x.contiguous(at::MemoryFormat::ChannelsLast), "Relu", "NCYX"));
    for (const auto& [name, value] : a) {
        EXPECT_NEAR(b[name], value, 1e-4 * (1 + std::abs(value))) << name;
        EXPECT_NEAR(c[name], value, 1e-4 * (1 + std::abs(value))) << name;
    }
}

TEST(excitation, merged_over_blocks_equals_all_at_once) {
    for (const char* op : {"Relu", "Clip", "Add"}) {
        at::Tensor x = gaussian({96, 12, 5, 5}, 4, at::kFloat);
        if (std::string(op) != "Add") x = x.clamp_min(0);
        if (std::string(op) == "Clip") x = x.clamp_max(2);
        auto whole = values_of(*measured(x, op, "NCYX"));
        auto merged = measured(x.narrow(0, 0, 32), op, "NCYX", 10);
        const auto empty = merged->fresh();
        merged->merge(*measured(x.narrow(0, 32, 40), op, "NCYX", 7, 32));
        merged->merge(*empty);
        merged->merge(*measured(x.narrow(0, 72, 24), op, "NCYX", 24, 72));
        auto parts = values_of(*merged);
        EXPECT_EQ(parts.size(), whole.size());
        for (const auto& [name, value] : whole)
            if (name != "participation_ratio") {
                EXPECT_NEAR(parts[name], value, 1e-4 * (1 + std::abs(value))) << op << " " << name;
            }
    }
}

TEST(excitation, counts_samples_without_excitation_apart) {
    at::Tensor x = gaussian({10, 50}, 5, at::kFloat).abs();
    x[3].zero_(), x[7].zero_();
    auto v = values_of(*measured(x, "Relu", "NU"));
    EXPECT_NEAR(v["silent_samples"], 0.2, 1e-12);
    auto rest = values_of(*measured(x.index_select(0, at::tensor({0, 1, 2, 4, 5, 6, 8, 9})), "Relu", "NU"));
    EXPECT_NEAR(v["entropy"], rest["entropy"], 1e-9);
}

/// What a layer of `op` makes of its argument, both shown.
std::unique_ptr<Accumulator> shown_with_argument(const at::Tensor& before, const at::Tensor& after,
                                                 const std::string& op, const std::string& axes) {
    auto accumulator = find_observable("excitation")->start(site_of(op, axes), {});
    for (std::int64_t n = 0; n < before.size(0); n += 32) {
        Batch samples{.first = n, .size = std::min<std::int64_t>(32, before.size(0) - n)};
        accumulator->add({after.narrow(0, n, samples.size), samples, before.narrow(0, n, samples.size)});
    }
    return accumulator;
}

std::vector<std::int64_t> listed(const Accumulator& accumulator, const std::string& name) {
    for (const ChannelList& list : accumulator.lists())
        if (list.name == name) return list.channels;
    return {};
}

using Channels = std::vector<std::int64_t>;

TEST(excitation, lists_dead_channels_and_spares_rare_ones_whatever_the_memory_order) {
    at::Tensor x = gaussian({1000, 32, 4, 4}, 6, at::kFloat);
    for (const std::int64_t dead : {3, 11, 12}) x.select(1, dead).sub_(12);
    x.select(1, 20).sub_(4.2);  // the highest of 16 places rises above 0 in one sample of 5,000
    for (const bool last : {false, true}) {
        const at::Tensor before = last ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
        const auto seen = shown_with_argument(before, before.clamp_min(0), "Relu", "NCYX");
        EXPECT_EQ(listed(*seen, "silent_channels"), (Channels{3, 11, 12, 20}));
        EXPECT_EQ(listed(*seen, "dead_channels"), (Channels{3, 11, 12}));
    }
    // Few samples, and states that came without their argument: silent is all that is known.
    const at::Tensor few = x.narrow(0, 0, 256);
    EXPECT_EQ(listed(*shown_with_argument(few, few.clamp_min(0), "Relu", "NCYX"), "dead_channels"), Channels{});
    EXPECT_EQ(listed(*measured(x.clamp_min(0), "Relu", "NCYX", 32), "silent_channels"), (Channels{3, 11, 12, 20}));
    EXPECT_EQ(listed(*measured(x.clamp_min(0), "Relu", "NCYX", 32), "dead_channels"), Channels{});
}

/// Tokens [N, T, U] and vectors [N, U]; nonlinearities that rest, that answer below zero, and that rest far below.
TEST(excitation, calls_dead_what_gives_the_same_value_and_nothing_else) {
    const at::Tensor tokens = gaussian({800, 5, 4}, 7, at::kFloat) - at::tensor({0., 9., 30., 9.}).to(at::kFloat);
    const auto gelu = shown_with_argument(tokens, at::gelu(tokens), "Gelu", "NTU");
    EXPECT_EQ(listed(*gelu, "silent_channels"), (Channels{1, 2, 3}));
    EXPECT_EQ(listed(*gelu, "dead_channels"), Channels{2});
    const auto elu = shown_with_argument(tokens, at::elu(tokens), "elu", "NTU");
    EXPECT_EQ(listed(*elu, "dead_channels"), Channels{2});
    const auto leaky = shown_with_argument(tokens, at::leaky_relu(tokens), "LeakyRelu", "NTU");
    EXPECT_EQ(listed(*leaky, "silent_channels"), (Channels{1, 2, 3}));
    EXPECT_EQ(listed(*leaky, "dead_channels"), Channels{});
    const at::Tensor units = tokens.select(1, 0);
    EXPECT_EQ(listed(*shown_with_argument(units, units.clamp(0, 6), "Clip", "NU"), "dead_channels"),
              (Channels{1, 2, 3}));
    EXPECT_EQ(listed(*shown_with_argument(units, units.clamp(-20, 20), "Clip", "NU"), "dead_channels"), Channels{2});
}

/// The same network as a file of ours and as ONNX: one kind, two spellings.
TEST(excitation, reads_kinds_of_nonlinearities_as_values) {
    const at::Tensor x = 4 * gaussian({64, 50}, 9, at::kFloat);
    const std::vector<std::pair<std::string, std::string>> spellings{
        {"Tanh", "tanh"}, {"Sigmoid", "sigmoid"}, {"Clip", "clip"}, {"Softsign", "softsign"},
        {"Relu", "relu"}, {"LeakyRelu", "leaky"}, {"Gelu", "gelu"}, {"HardSigmoid", "hard_sigmoid"},
        {"Abs", "abs"},   {"Sign", "sign"}};
    for (const auto& [onnx, ours] : spellings)
        EXPECT_EQ(values_of(*measured(x.tanh(), onnx, "NU")), values_of(*measured(x.tanh(), ours, "NU"))) << ours;
}

TEST(excitation, measures_the_share_at_a_bound_of_the_nonlinearity) {
    const at::Tensor x = gaussian({50, 4000}, 7, at::kFloat);
    EXPECT_NEAR(values_of(*measured(x.clamp(0, 1.5), "Clip", "NU", 9))["saturated_share"], 0.0668072,
                2e-3);  // P(z > 1.5)
    EXPECT_NEAR(values_of(*measured(x.clamp(-1, 1), "Clip", "NU", 9))["saturated_share"], 2 * 0.1586553,
                3e-3);  // P(|z| > 1)
    EXPECT_NEAR(values_of(*measured((x * 3).tanh(), "Tanh", "NU"))["saturated_share"],
                std::erfc(std::atanh(1 - std::sqrt(std::exp2(-23)) / 2) / 3 / std::sqrt(2)), 3e-3);
    EXPECT_EQ(values_of(*measured(x.clamp_min(0), "Clip", "NU"))["saturated_share"], 0);
    EXPECT_EQ(values_of(*measured(x.clamp_min(0), "Relu", "NU")).count("saturated_share"), 0);
}

TEST(excitation, counts_non_finite_values_and_measures_the_others) {
    at::Tensor x = gaussian({20, 300}, 8, at::kFloat).abs();
    x[4][7] = NAN, x[5][8] = INFINITY;
    auto v = values_of(*measured(x, "Relu", "NU"));
    EXPECT_EQ(v["non_finite"], 2);
    EXPECT_NEAR(v["mean"], std::sqrt(2 / M_PI), 0.03);
    auto all = values_of(*measured(at::full({4, 5}, NAN), "Relu", "NU"));
    EXPECT_EQ(all["non_finite"], 20);
    EXPECT_EQ(all.count("mean"), 0);
}

TEST(excitation, takes_the_gram_matrix_of_the_fixed_samples_only) {
    const at::Tensor x = gaussian({300, 40}, 9, at::kFloat);
    const auto from_start = measured(x, "Add", "NU", 128), later = measured(x, "Add", "NU", 128, 4096);
    EXPECT_EQ(values_of(*from_start).count("participation_ratio"), 1);
    EXPECT_EQ(values_of(*later).count("participation_ratio"), 0);
    for (const NamedValue& v : from_start->result())
        if (v.name == "participation_ratio") {
            EXPECT_EQ(v.n, 128);
        }
}

TEST(excitation, says_every_number_that_its_record_explains_and_no_other) {
    const ObservableInfo& info = find_observable("excitation")->info();
    std::set<std::string> named, given;
    for (const QuantityInfo& quantity : info.quantities) named.insert(quantity.name);
    for (const auto& [name, value] : values_of(*measured(gaussian({50, 300}, 10, at::kFloat).tanh(), "Tanh", "NU"))) {
        given.insert(name);
        const QuantityInfo* quantity = find_quantity(info, name);
        ASSERT_NE(quantity, nullptr) << name;
        EXPECT_GE(value, quantity->low) << name;
        EXPECT_LE(value, quantity->high) << name;
    }
    // The runner adds what it counts after all samples were seen (instruments/silence.h).
    for (const char* counted : {"dead_channels", "proven_channels"}) EXPECT_EQ(named.erase(counted), 1u) << counted;
    EXPECT_EQ(given, named);
}

TEST(excitation, chooses_nonlinearities_and_residual_sums) {
    const Observable& observable = *find_observable("excitation");
    EXPECT_TRUE(observable.fits(site_of("Relu", "NCYX"), {}).fits);
    EXPECT_TRUE(observable.fits(site_of("Add", "NCYX", Role::residual), {}).fits);
    EXPECT_FALSE(observable.fits(site_of("Conv", "NCYX", Role::linear), {}).fits);
}

TEST(excitation, curves_are_normalised_and_name_their_laws) {
    const at::Tensor x = gaussian({200, 500}, 11, at::kFloat).clamp_min(0);
    const auto accumulator = measured(x.narrow(0, 0, 20), "Relu", "NU");
    for (std::int64_t n = 20; n < 200; n += 20) accumulator->merge(*measured(x.narrow(0, n, 20), "Relu", "NU", 20, n));
    const std::vector<Curve> curves = accumulator->curves();
    ASSERT_EQ(curves.size(), 2);
    const Curve& values = curves[0];
    ASSERT_EQ(values.series.size(), 5);
    ASSERT_EQ(values.x.values.size(), values.series[0].values.size() + 1);
    for (const CurveSeries& series : {values.series[0], values.series[1]}) {
        double share = 0;
        for (std::size_t i = 0; i < series.values.size(); ++i)
            share += series.values[i] * std::log(values.x.values[i + 1] / values.x.values[i]);
        EXPECT_NEAR(share, series.name == "measured" ? 1 : 0.9, 0.02) << series.name;
    }
    EXPECT_EQ(curves[1].x.values.size(), 128);
    EXPECT_EQ(curves[1].series[0].values.size(), 128);
    EXPECT_NE(accumulator->notes().back().find(": normal"), std::string::npos) << accumulator->notes().back();
}

}  // namespace
}  // namespace blackbody
