#include "blackbody/training/machines/training_plans.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/training/machines/tempered.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

at::Tensor some_bits() { return (uniform_numbers({.seed = 2}, 120, 12) < .4).to(at::kByte); }

}  // namespace

TEST(training_plans, fitted_units_have_the_data_s_averages) {
    for (const char* kind : {"bernoulli", "spin", "potts", "gaussian", "relu"}) {
        const Unit& unit = find_unit(kind);
        const Layer source = random_machine(kind, "spin", 6, 2).visible;
        const at::Tensor s =
            unit.sample(source, at::zeros({4000, 6}, at::kDouble), uniform_numbers({.seed = 1}, 4000, 6));
        const Layer layer = fitted_layer(unit, s, source.colours);
        const at::Tensor x = at::zeros({1, 6}, at::kDouble);
        if (std::string(kind) == "relu") {
            EXPECT_TRUE((layer.theta[1] > 0).all().item<bool>());
        } else {
            EXPECT_LT((unit.mean(layer, x)[0] - s.mean(0)).abs().max().item<double>(), 2e-3) << kind;
            EXPECT_LT(
                (unit.mean_statistics(layer, x).squeeze(1) - unit.statistics(s).mean(1)).abs().max().item<double>(),
                2e-3)
                << kind;
        }
    }
}

TEST(training_plans, a_machine_carried_to_data_units_gives_the_same_probabilities) {
    const Rbm rbm = random_machine("gaussian", "bernoulli", 4, 3);
    const at::Tensor mean = at::tensor({1., -2., .5, 10.}, at::kDouble),
                     scale = at::tensor({2., .1, 1., 5.}, at::kDouble),
                     z = at::linspace(-2, 2, 40, at::kDouble).view({10, 4});
    const DeepBoltzmann moved = in_data_units(deep(rbm), mean, scale);
    const at::Tensor here = -free_energy(rbm, z) - exact_log_partition(rbm),
                     there = -free_energy(moved, {mean + scale * z, {}}, Parity::odd) - exact_log_partition(moved);
    // A density in other units: less the logarithm of the scales.
    EXPECT_LT((there - (here - scale.log().sum())).abs().max().item<double>(), 1e-10);
}

TEST(training_plans, hidden_states_follow_the_machine_and_differ_between_draws) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 12, 5);
    const at::Tensor v = some_bits().narrow(0, 0, 1).expand({20000, 12}), h = hidden_states(rbm, v, 1, 0);
    EXPECT_EQ(h.scalar_type(), at::kByte);
    const at::Tensor mean = rbm.hidden.unit->mean(rbm.hidden, field_of_hidden(rbm, v.narrow(0, 0, 1).to(at::kDouble)));
    EXPECT_LT((h.to(at::kDouble).mean(0) - mean[0]).abs().max().item<double>(), .02);
    EXPECT_TRUE(at::equal(h, hidden_states(rbm, v, 1, 0)));
    EXPECT_FALSE(at::equal(h, hidden_states(rbm, v, 1, 1)));
}

TEST(training_plans, the_tempered_average_is_that_of_the_machine_and_goes_on_from_its_state) {
    const Rbm rbm = random_machine("bernoulli", "spin", 6, 4);
    const TemperedOptions options{.start = at::zeros({4000, 6}, at::kDouble),
                                  .base_theta = rbm.visible.theta,
                                  .ladder = {0, .5, 1},
                                  .steps = 20,
                                  .seed = 1};
    const auto average = tempered_average(options), other = tempered_average(options);
    const Chains::Moments m = average->moments(rbm, {}, 0);
    EXPECT_LT((m.correlation - exact_sums(rbm).correlation).abs().max().item<double>(), .06);
    other->restore(average->state());
    EXPECT_TRUE(at::equal(average->moments(rbm, {}, 1).correlation, other->moments(rbm, {}, 1).correlation));
}

TEST(training_plans, a_run_cut_anywhere_ends_with_the_same_numbers) {
    // Stopped after a few updates, again and again, in place of once through.
    const PlanData data{.states = some_bits()};
    MachineTrainingOptions options{.hidden = {7, 5}, .updates = 40, .pretrain_updates = 20, .lr_end_factor = 1};
    options.contrastive = {.batch = 16, .chains = 10, .steps = 2, .lr = .01, .seed = 3};
    for (const auto& make : {belief_plan, deep_plan}) {
        const auto plan = make(data, options);
        const MachineCheckpoint whole = train(*plan, {.monitor = 9, .trajectory_chains = 20});
        std::optional<MachineCheckpoint> part;
        for (int cut = 0; !part || !part->is_finished; ++cut) {
            ASSERT_LT(cut, 100);
            int left = 13;
            const MachineTrainerOptions trainer{.monitor = 9,
                                                .trajectory_chains = 20,
                                                .watcher = {.is_stopped = [&] { return --left <= 0; }},
                                                .save = [&](const MachineCheckpoint& c) { part = c; }};
            try {
                train(*plan, trainer, part);
            } catch (const std::exception&) {
            }
        }
        ASSERT_EQ(part->history.size(), whole.history.size());
        for (const auto& [name, array] : whole.history) EXPECT_TRUE(at::equal(array, part->history.at(name))) << name;
        for (const auto& [name, array] : whole.state) EXPECT_TRUE(at::equal(array, part->state.at(name))) << name;
    }
}

TEST(training_plans, a_belief_network_s_second_machine_starts_as_the_first_one_turned_over) {
    const PlanData data{.states = some_bits()};
    MachineTrainingOptions options{.hidden = {7, 15}, .init_std = 0, .updates = 40};
    const Rbm lower = random_machine("bernoulli", "bernoulli", 12, 7);
    const Stage stage = belief_plan(data, options)->stage(1, {deep(lower)});
    const DeepBelief network = belief_of({deep(lower), stage.learner->machine()});
    const at::Tensor v = some_rows(data.states, 20), exact = -free_energy(lower, v) - exact_log_partition(lower),
                     bound = bound_weights(network, v, 2, 1) - exact_log_partition(network.machines[1]);
    // Machines of bits are learned in single precision.
    EXPECT_LT((bound - exact.unsqueeze(1)).abs().max().item<double>(), 1e-5);
}

TEST(training_plans, the_history_shows_a_machine_that_learns) {
    const at::Tensor half = (uniform_numbers({.seed = 5}, 200, 1) < .5).to(at::kByte);
    const PlanData data{.states = half.expand({200, 10}).contiguous(),
                        .held_out = half.narrow(0, 0, 50).expand({50, 10})};
    MachineTrainingOptions options{.hidden = {4}, .updates = 400, .lr_end_factor = 1};
    options.contrastive = {.batch = 50, .chains = 50, .steps = 3, .lr = .1};
    const MachineCheckpoint end = train(*rbm_plan(data, options), {.monitor = 100, .seed = 1});
    const at::Tensor log_p = end.history.at("rbm.log_p");
    EXPECT_EQ(log_p.numel(), 4);
    EXPECT_GT(log_p[3].item<double>(), -2);  // two states: ln 2 is the best there is
    const double exact =
        -free_energy(end.learned[0], {some_rows(data.held_out, 50), {}}, Parity::odd).mean().item<double>() -
        exact_log_partition(end.learned[0]);
    EXPECT_NEAR(log_p[3].item<double>(), exact, 5 * end.history.at("rbm.log_z.error")[3].item<double>() + 1e-3);
    // One mode has grown, and it is the data's only principal component.
    const at::Tensor modes = end.history.at("rbm.singular_values")[3];
    EXPECT_GT(modes[0].item<double>(), 3 * modes[1].item<double>());
    EXPECT_GT(end.history.at("rbm.alignment")[3][0][0].item<double>(), .95);
}
