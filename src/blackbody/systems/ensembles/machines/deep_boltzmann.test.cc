#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/largest.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::largest;
using blackbody::testing::random_deep_machine;
using blackbody::testing::random_machine;

namespace {

/// Every joint state of a machine of discrete units, one row each.
LayerStates every_state(const DeepBoltzmann& machine) {
    std::int64_t total = 1;
    std::vector<std::int64_t> counts;
    for (const Layer& layer : machine.layers) {
        counts.push_back(std::llround(std::exp2(bits_of(layer))));
        total *= counts.back();
    }
    at::Tensor index = at::arange(total);
    LayerStates states;
    for (std::size_t l = 0; l < counts.size(); ++l) {
        states.push_back(states_of(machine.layers[l], 0, counts[l]).index_select(0, index.remainder(counts[l])));
        index = index.floor_divide(counts[l]);
    }
    return states;
}

double brute_log_partition(const DeepBoltzmann& machine) {
    return at::logsumexp(-energy(machine, every_state(machine)), 0).item<double>();
}

const std::vector<std::vector<std::string>> discrete_kinds = {
    {"bernoulli", "bernoulli", "bernoulli"}, {"spin", "potts", "spin"},          {"potts", "bernoulli", "spin"},
    {"bernoulli", "spin", "potts", "spin"},  {"spin", "bernoulli", "bernoulli"}, {"bernoulli", "potts"}};

std::vector<std::int64_t> sizes_for(const std::vector<std::string>& kinds) {
    return kinds.size() == 4 ? std::vector<std::int64_t>{3, 3, 6, 2} : std::vector<std::int64_t>{6, 3, 6};
}

}  // namespace

TEST(deep_boltzmann, ln_z_of_every_kind_is_the_sum_over_all_joint_states) {
    for (const auto& kinds : discrete_kinds) {
        const DeepBoltzmann machine = random_deep_machine(kinds, sizes_for(kinds));
        EXPECT_NEAR(exact_log_partition(machine), brute_log_partition(machine), 1e-11) << kinds[0] << kinds[1];
    }
}

TEST(deep_boltzmann, folding_keeps_the_energy_of_every_state) {
    const DeepBoltzmann machine =
        random_deep_machine({"bernoulli", "bernoulli", "bernoulli", "bernoulli"}, {4, 3, 2, 3});
    const LayerStates states = every_state(machine);
    const Rbm rbm = folded(machine).value();
    EXPECT_LT(largest(energy(rbm, joined(states, Parity::even), joined(states, Parity::odd)) - energy(machine, states)),
              1e-13);
    LayerStates back;
    split(machine, joined(states, Parity::odd), Parity::odd, back);
    EXPECT_TRUE(at::equal(back[1], states[1]) && at::equal(back[3], states[3]));
    EXPECT_FALSE(folded(random_deep_machine({"bernoulli", "spin", "potts"}, {3, 3, 3})).has_value());
}

TEST(deep_boltzmann, one_hidden_layer_is_the_rbm) {
    const Rbm rbm = random_machine("spin", "potts", 5, 6);
    const at::Tensor v = states_of(rbm.visible, 0, 32);
    EXPECT_LT(largest(free_energy(deep(rbm), {v, {}}, Parity::odd) - free_energy(rbm, v)), 1e-13);
    EXPECT_NEAR(exact_log_partition(deep(rbm)), exact_log_partition(rbm), 1e-12);
}

TEST(deep_boltzmann, the_weight_of_a_visible_state_sums_over_all_hidden_layers) {
    for (const auto& kinds : discrete_kinds) {
        const DeepBoltzmann machine = random_deep_machine(kinds, sizes_for(kinds));
        const auto count = static_cast<std::int64_t>(std::llround(std::exp2(bits_of(machine.layers[0]))));
        const at::Tensor v = states_of(machine.layers[0], 0, count);
        const double sum = at::logsumexp(exact_log_weight(machine, v), 0).item<double>();
        EXPECT_NEAR(sum, brute_log_partition(machine), 1e-11) << kinds[0] << kinds[1];
    }
}

TEST(deep_boltzmann, the_bar_of_annealing_holds_the_exact_value) {
    std::vector<double> betas;
    for (int k = 0; k <= 60; ++k) betas.push_back(k / 60.);
    int inside = 0;
    for (const auto& kinds : discrete_kinds) {
        const DeepBoltzmann machine = random_deep_machine(kinds, sizes_for(kinds));
        std::vector<at::Tensor> theta;
        for (std::size_t l = 0; l < machine.layers.size(); ++l)
            theta.push_back(l == 0 ? machine.layers[0].theta
                                   : free_layer(*machine.layers[l].unit, machine.layers[l].size()).theta);
        const LogPartition z = anneal(machine, independent(machine, theta), {.chains = 200, .betas = betas, .seed = 3});
        const double exact = exact_log_partition(machine);
        EXPECT_TRUE(z.trusted());
        EXPECT_NEAR(z.log_z, exact, .3) << kinds[0] << kinds[1];
        inside += z.low <= exact && exact <= z.high;
    }
    EXPECT_GE(inside, std::ssize(discrete_kinds) - 1);
}

TEST(deep_boltzmann, a_machine_whose_parts_do_not_fit_is_refused) {
    DeepBoltzmann machine = random_deep_machine({"bernoulli", "spin", "potts"}, {4, 3, 3});
    EXPECT_NO_THROW(check(machine, "m"));
    DeepBoltzmann narrow = machine;
    narrow.weights[1] = narrow.weights[1].narrow(0, 0, 2);
    EXPECT_THROW(check(narrow, "m"), Error);
    machine.weights.pop_back();
    EXPECT_THROW(check(machine, "m"), Error);
}
