#include "blackbody/systems/ensembles/machines/mean_field.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_deep_machine;

namespace {

const std::vector<std::vector<std::string>> kinds_of_three = {{"bernoulli", "bernoulli", "bernoulli"},
                                                              {"spin", "spin", "potts"},
                                                              {"potts", "bernoulli", "spin"},
                                                              {"bernoulli", "spin", "gaussian"},
                                                              {"gaussian", "bernoulli", "relu"}};

at::Tensor some_visible(const DeepBoltzmann& machine) {
    const Layer& layer = machine.layers[0];
    if (layer.unit->name == "gaussian") return at::linspace(-1, 1, 8 * layer.size(), at::kDouble).view({8, -1});
    return states_of(layer, 0, 8);
}

double mean_bound(const DeepBoltzmann& machine, const at::Tensor& v) {
    return bound_weight(machine, mean_field(machine, {v}, {.max_turns = 2000, .enough = 1e-14})).mean().item<double>();
}

/// Central difference of the converged bound in one parameter.
double slope(const DeepBoltzmann& machine, const at::Tensor& v,
             const std::function<at::Tensor(DeepBoltzmann&)>& parameter) {
    const double step = 1e-4;
    const auto at_shift = [&](double by) {
        DeepBoltzmann moved = machine;
        for (Layer& layer : moved.layers) layer.theta = layer.theta.clone();
        for (at::Tensor& weight : moved.weights) weight = weight.clone();
        parameter(moved).add_(by);
        return mean_bound(moved, v);
    };
    return (8 * (at_shift(step) - at_shift(-step)) - (at_shift(2 * step) - at_shift(-2 * step))) / (12 * step);
}

}  // namespace

TEST(mean_field, the_bound_is_below_the_exact_log_probability_and_rises_with_every_turn) {
    for (const auto& kinds : kinds_of_three) {
        const DeepBoltzmann machine = random_deep_machine(kinds, {6, 3, 3});
        const at::Tensor v = some_visible(machine);
        at::Tensor before = at::full({8}, -1e300, at::kDouble);
        for (int turns = 1; turns < 8; ++turns) {
            const at::Tensor bound = bound_weight(machine, mean_field(machine, {v}, {.max_turns = turns, .enough = 0}));
            EXPECT_TRUE((bound >= before - 1e-12).all().item<bool>()) << kinds[0] << kinds[1] << turns;
            before = bound;
        }
        if (kinds[2] == "gaussian" || kinds[2] == "relu") continue;
        const at::Tensor gap = exact_log_weight(machine, v) - before;
        EXPECT_TRUE((gap > 0).all().item<bool>()) << kinds[0] << kinds[1];
        EXPECT_LT(gap.max().item<double>(), .5);
    }
}

TEST(mean_field, the_bound_is_exact_where_hidden_layers_do_not_couple) {
    DeepBoltzmann machine = random_deep_machine({"bernoulli", "spin", "potts"}, {6, 3, 3});
    const at::Tensor v = some_visible(machine);
    machine.weights[1].zero_();
    EXPECT_LT(
        (bound_weight(machine, mean_field(machine, {v})) - exact_log_weight(machine, v)).abs().max().item<double>(),
        1e-12);
}

TEST(mean_field, with_the_top_layer_given_it_is_exact) {
    // Hidden units between two given layers are independent: the bound is -F of the given ones.
    const DeepBoltzmann machine = random_deep_machine({"bernoulli", "relu", "potts"}, {6, 3, 3});
    const at::Tensor v = some_visible(machine), y = at::eye(3, at::kDouble).repeat({3, 1}).narrow(0, 0, 8);
    const at::Tensor bound = bound_weight(machine, mean_field(machine, {v, {}, y}));
    EXPECT_LT((bound + free_energy(machine, {v, {}, y}, Parity::odd)).abs().max().item<double>(), 1e-12);
}

TEST(mean_field, its_averages_are_the_gradient_of_its_own_bound) {
    for (const auto& kinds : kinds_of_three) {
        const DeepBoltzmann machine = random_deep_machine(kinds, {6, 3, 3});
        const at::Tensor v = some_visible(machine);
        const MeanField q = mean_field(machine, {v}, {.max_turns = 2000, .enough = 1e-14});
        EXPECT_TRUE(q.converged);
        const LayerMoments g = moments_of(machine, q);
        for (int l = 0; l < 2; ++l)
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j < 3; ++j)
                    EXPECT_NEAR(g.correlation[l][i][j].item<double>(),
                                slope(machine, v, [&](DeepBoltzmann& m) { return m.weights[l][i][j]; }), 1e-10)
                        << kinds[0] << kinds[1] << kinds[2] << l;
        for (int l = 0; l < 3; ++l)
            for (std::int64_t p = 0; p < g.statistics[l].size(0); ++p)
                EXPECT_NEAR(g.statistics[l][p][1].item<double>(),
                            slope(machine, v, [&](DeepBoltzmann& m) { return m.layers[l].theta[p][1]; }), 1e-10)
                    << kinds[0] << kinds[1] << kinds[2] << l << p;
    }
}
