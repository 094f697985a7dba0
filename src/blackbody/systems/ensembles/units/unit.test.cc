// Every kind of unit, by one walk over the table: derivatives of ln Z against means, sums or quadrature against ln Z,
// draws against densities.
#include "blackbody/systems/ensembles/units/unit.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "blackbody/util/rng.h"
#include "support/largest.h"

using namespace blackbody;
using blackbody::testing::largest;

namespace {

/// A layer of 6 units (2 of 3 colours) with parameters away from symmetry, and fields from far left to far right.
Layer typical(const Unit& unit) {
    Layer layer = free_layer(unit, 6, unit.name == "potts" ? 3 : 1);
    Random random(7);
    for (std::int64_t p = 0; p < layer.theta.size(0); ++p)
        for (std::int64_t u = 0; u < 6; ++u) {
            const bool is_stiffness = unit.parameters[p].starts_with("stiffness");
            layer.theta[p][u] = is_stiffness ? .5 + random.uniform() : .7 * random.normal();
        }
    return layer;
}
at::Tensor fields() {
    return at::tensor({-30., -4., -1., -.1, 0., .3, 1., 2.5, 12., 40.}, at::kDouble).unsqueeze(1).repeat({1, 6}) +
           .1 * at::arange(6, at::kDouble);
}

/// Every state of one unit with the logarithm of its weight: a sum over states, or Gauss and Legendre's rule on panels.
struct Table {
    at::Tensor s, log_weight;  ///< [S, U], [S, 1]
};

/// Eight nodes on [-1, 1] and their weights, from the eigenvectors of Legendre's Jacobi matrix (Golub and Welsch 1969).
std::pair<at::Tensor, at::Tensor> gauss_legendre() {
    const at::Tensor k = at::arange(1, 8, at::kDouble), beta = k / (4 * k * k - 1).sqrt();
    const auto [nodes, vectors] = at::linalg_eigh(at::diag(beta, 1) + at::diag(beta, -1));
    return {nodes, 2 * vectors[0] * vectors[0]};
}

Table table_of(const Layer& layer) {
    const Unit& unit = *layer.unit;
    const at::Tensor one = at::zeros({1, 1}, at::kDouble);
    if (unit.name == "potts") return {at::eye(3, at::kDouble).repeat({1, 2}), one};
    if (!unit.values.empty()) return {at::tensor(unit.values, at::kDouble).unsqueeze(1).repeat({1, 6}), one};
    const auto [nodes, weights] = gauss_legendre();
    const double half = .0625;
    const at::Tensor centre = at::arange(unit.name == "relu" ? 0 : -960, 960, at::kDouble) * 2 * half + half;
    return {(centre.unsqueeze(1) + half * nodes).view({-1, 1}).expand({-1, 6}),
            (half * weights).log().repeat({centre.numel()}).unsqueeze(1)};
}

/// ln of the weights of all states under one field [1, U] → [S, units].
at::Tensor log_weights(const Layer& layer, const at::Tensor& x, const Table& table) {
    const at::Tensor e = own_exponent(layer, table.s) + x * table.s;
    return (layer.colours > 1 ? e.unflatten(1, {-1, layer.colours}).sum(2) : e) + table.log_weight;
}

}  // namespace

TEST(unit, the_table_holds_the_six_kinds) {
    std::vector<std::string> names;
    for (const Unit* unit : units()) names.push_back(unit->name);
    EXPECT_EQ(names, (std::vector<std::string>{"bernoulli", "drelu", "gaussian", "potts", "relu", "spin"}));
    EXPECT_ANY_THROW(find_unit("boson"));
}

TEST(unit, ln_z_means_and_variances_are_the_sums_over_states) {
    for (const Unit* unit : units()) {
        const Layer layer = typical(*unit);
        const Table table = table_of(layer);
        for (const at::Tensor& row : fields().split(1)) {
            const at::Tensor w = log_weights(layer, row, table), ln_z = at::logsumexp(w, 0, true);
            EXPECT_LT(largest(unit->log_partition(layer, row) - ln_z), 1e-9) << unit->name << row[0][0];
            const at::Tensor p = (w - ln_z).exp(), each = layer.colours > 1 ? p.repeat_interleave(layer.colours, 1) : p;
            EXPECT_LT(
                largest((unit->mean(layer, row) - (each * table.s).sum(0, true)) / (1 + unit->mean(layer, row).abs())),
                1e-9)
                << unit->name << row[0][0];
            EXPECT_LT(
                largest((unit->mean_statistics(layer, row).squeeze(1) - (each * unit->statistics(table.s)).sum(1)) /
                        (1 + unit->mean_statistics(layer, row).squeeze(1).abs())),
                1e-9)
                << unit->name;
            const at::Tensor e = w - table.log_weight, mean = (p * e).sum(0, true);
            EXPECT_LT(largest(unit->exponent_variance(layer, row) - (p * (e - mean) * (e - mean)).sum(0, true)), 1e-8)
                << unit->name << row[0][0];
        }
    }
}

TEST(unit, the_derivatives_of_ln_z_are_the_means) {
    for (const Unit* unit : units()) {
        Layer layer = typical(*unit);
        layer.theta.set_requires_grad(true);
        const at::Tensor x = fields().set_requires_grad(true);
        const auto g = torch::autograd::grad({unit->log_partition(layer, x).sum()}, {x, layer.theta});
        EXPECT_LT(largest(g[0] - unit->mean(layer, x)), 1e-9) << unit->name;
        EXPECT_LT(largest((g[1] - unit->mean_statistics(layer, x).sum(1)) / (1 + g[1].abs())), 1e-9) << unit->name;
    }
}

TEST(unit, draws_at_evenly_spread_uniform_numbers_follow_the_distribution) {
    for (const Unit* unit : units()) {
        const Layer layer = typical(*unit);
        const std::int64_t n = 5000;
        const at::Tensor u = ((at::arange(n, at::kDouble) + .5) / n).unsqueeze(1).expand({n, 6});
        for (const at::Tensor& row : fields().split(1)) {
            const at::Tensor s = unit->sample(layer, row.expand({n, 6}), u);
            EXPECT_TRUE(unit->allowed(layer, s).all().item<bool>()) << unit->name;
            // The statistics' averages over evenly spread quantiles err by the range over n only.
            const at::Tensor error = unit->statistics(s).mean(1) - unit->mean_statistics(layer, row).squeeze(1);
            EXPECT_LT(largest(error / (1 + unit->mean_statistics(layer, row).squeeze(1).abs())), 5e-3)
                << unit->name << row[0][0];
        }
    }
}

TEST(unit, long_tails_keep_their_digits) {
    // t = -1e4: s is nearly exponential, ln Z = -ln |t| - 1/t² + ...
    Layer layer = free_layer(find_unit("relu"), 1);
    const at::Tensor x = at::full({1, 1}, -1e4, at::kDouble), u = at::full({1, 1}, .25, at::kDouble);
    EXPECT_NEAR(layer.unit->log_partition(layer, x).item<double>(), -std::log(1e4) - 1e-8, 1e-12);
    EXPECT_NEAR(layer.unit->sample(layer, x, u).item<double>() * 1e4, std::log(4.), 1e-4);
}

TEST(unit, what_is_no_state_is_refused) {
    const at::Tensor two = at::full({1, 3}, 2., at::kDouble), both = at::tensor({1., 1., 0.}, at::kDouble).view({1, 3});
    EXPECT_FALSE(find_unit("bernoulli").allowed(free_layer(find_unit("bernoulli"), 3), two).any().item<bool>());
    EXPECT_FALSE(find_unit("spin").allowed(free_layer(find_unit("spin"), 3), two).any().item<bool>());
    EXPECT_FALSE(find_unit("potts").allowed(free_layer(find_unit("potts"), 3, 3), both).any().item<bool>());
    EXPECT_FALSE(find_unit("relu").allowed(free_layer(find_unit("relu"), 3), -two).any().item<bool>());
}

TEST(unit, the_largest_uniform_number_still_draws_a_finite_state) {
    // 24 bits in float32 round up to 1.
    for (const char* kind : {"gaussian", "relu", "drelu"}) {
        const Layer layer = free_layer(find_unit(kind), 1);
        for (const double u : {0x1p-25, 1 - 0x1p-25, 1.})
            EXPECT_TRUE(at::isfinite(
                            layer.unit->sample(layer, at::zeros({1, 1}, at::kDouble), at::full({1, 1}, u, at::kDouble)))
                            .all()
                            .item<bool>())
                << kind << u;
    }
}
