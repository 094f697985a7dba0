#include "blackbody/systems/ensembles/ensemble.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/machines/deep_machines.h"
#include "blackbody/systems/ensembles/machines/rbm_machine.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"
#include "support/random.h"
#include "support/stop.h"

using namespace blackbody;
using blackbody::testing::random_machine;
using blackbody::testing::RandomTensors;

namespace {

/// Keeps all states of a run.
struct Keep : Probe {
    std::vector<std::vector<at::Tensor>> states = std::vector<std::vector<at::Tensor>>(2);
    void at(std::size_t site, State& state) override { states[site].push_back(state.values.clone()); }
    at::Tensor all(std::size_t site) const { return at::cat(states[site]); }
};

at::Tensor after(const Machine& machine, const MachineStart& start, std::int64_t steps) {
    const auto chains = machine.chains(start);
    run(*chains, steps);
    return chains->visible();
}

Ensemble ensemble_of(const Rbm& rbm) { return Ensemble(std::make_shared<RbmMachine>(rbm), Card{}, {2, 2}, 7); }

}  // namespace

TEST(ensemble, has_a_site_a_layer_and_the_weights_in_the_canonical_layout) {
    const Rbm rbm = random_machine("bernoulli", "spin", 4, 3);
    const Ensemble ensemble = ensemble_of(rbm);
    ASSERT_EQ(ensemble.sites().size(), 2u);
    EXPECT_EQ(ensemble.sites()[0].info.axes, "NCYX");
    EXPECT_EQ(ensemble.sites()[1].info.op, "spin");
    EXPECT_TRUE(at::equal(ensemble.sites()[1].interaction->weight, rbm.weight.t()));
    EXPECT_EQ(ensemble.card().parameters, 4 * 3 + 4 + 3);
    EXPECT_THROW(Ensemble(std::make_shared<RbmMachine>(rbm), Card{}, Picture{2, 3}), Error);
}

TEST(ensemble, shows_the_same_states_for_any_cut_into_batches) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 4, 3);
    const Ensemble ensemble = ensemble_of(rbm);
    const VisibleSource source(ensemble, RandomTensors(1).coins({50, 4}, .5, at::kByte));
    Keep whole, cut;
    ensemble.run(source, {.states = {true, true}, .first_batch = 50, .batch = 50}, whole);
    ensemble.run(source, {.states = {true, true}, .first_batch = 7, .batch = 3}, cut);
    EXPECT_TRUE(at::equal(whole.all(0), cut.all(0)));
    EXPECT_TRUE(at::equal(whole.all(1), cut.all(1)));
    EXPECT_EQ(whole.all(0).sizes(), (std::vector<std::int64_t>{50, 1, 2, 2}));
}

TEST(ensemble, draws_hidden_states_from_their_distribution_given_the_visible_ones) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 4, 3);
    const Ensemble ensemble = ensemble_of(rbm);
    const at::Tensor v = at::tensor({1., 0., 1., 1.}, at::kDouble);
    const std::int64_t n = 20000;
    Keep keep;
    ensemble.run(VisibleSource(ensemble, v.expand({n, 4})), {.states = {false, true}, .batch = 1000}, keep);
    const at::Tensor p = at::sigmoid(at::matmul(v, rbm.weight) + rbm.hidden.theta[0]);
    const at::Tensor error = (p * (1 - p) / static_cast<double>(n)).sqrt();
    EXPECT_TRUE(((keep.all(1).to(at::kDouble).mean(0) - p).abs() < 4.5 * error).all().item<bool>());
    EXPECT_TRUE(keep.states[0].empty()) << "a layer that nobody asked for was shown";
}

TEST(ensemble, chains_of_the_machine_reach_its_exact_means) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 4, 3);
    const RbmMachine machine(rbm);
    const std::int64_t n = 20000;
    const at::Tensor v = after(machine, {.visible = free_visible(machine, n, 1), .seed = 2}, 60);
    const at::Tensor p = exact_sums(rbm).visible_statistics[0];
    EXPECT_TRUE(((v.mean(0) - p).abs() < 4.5 * (p * (1 - p) / static_cast<double>(n)).sqrt()).all().item<bool>());
}

TEST(ensemble, held_units_keep_their_values_and_the_others_follow_their_conditional_distribution) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 4, 3);
    const RbmMachine machine(rbm);
    const std::int64_t n = 20000;
    const at::Tensor held = at::tensor({1, 0, 1, 0}).to(at::kBool);
    const at::Tensor start = at::tensor({1., 0., 0., 0.}, at::kDouble).expand({n, 4}).contiguous();
    const at::Tensor v = after(machine, {.visible = start, .held = held, .seed = 3}, 40);
    EXPECT_TRUE(at::equal(v.select(1, 0), start.select(1, 0)) && at::equal(v.select(1, 2), start.select(1, 2)));

    // Exactly: p(v1, v3 | v0 = 1, v2 = 0) from the free energies of its four states.
    at::Tensor states = at::zeros({4, 4}, at::kDouble);
    states.select(1, 0).fill_(1);
    for (int s = 0; s < 4; ++s) states[s][1] = s & 1, states[s][3] = s >> 1;
    const at::Tensor p = at::softmax(-free_energy(rbm, states), 0);
    for (int s = 0; s < 4; ++s) {
        const double share = (v == states[s]).all(1).to(at::kDouble).mean().item<double>(), q = p[s].item<double>();
        EXPECT_NEAR(share, q, 4.5 * std::sqrt(q * (1 - q) / static_cast<double>(n))) << s;
    }
}

TEST(ensemble, deep_machines_draw_their_hidden_layers_and_run_chains_to_their_exact_means) {
    const Rbm lower = random_machine("bernoulli", "bernoulli", 4, 3),
              upper = random_machine("bernoulli", "bernoulli", 3, 2);
    const DeepBoltzmann dbm{{lower.visible, lower.hidden, upper.hidden}, {lower.weight, upper.weight}};
    const DeepBelief dbn{{lower, upper}};
    std::vector<std::pair<std::unique_ptr<Machine>, at::Tensor>> machines;  // and ln p(v) up to a constant
    at::Tensor v = at::zeros({16, 4}, at::kDouble);
    for (int s = 0; s < 16; ++s)
        for (int u = 0; u < 4; ++u) v[s][u] = s >> u & 1;
    machines.emplace_back(std::make_unique<DeepBoltzmannMachine>(dbm), exact_log_weight(dbm, v));
    machines.emplace_back(std::make_unique<DeepBeliefMachine>(dbn), exact_log_probability(dbn, v));
    const std::int64_t n = 20000;
    for (const auto& [machine, log_p] : machines) {
        const at::Tensor exact = at::matmul(at::softmax(log_p, 0), v);
        const at::Tensor drawn = after(*machine, {.visible = free_visible(*machine, n, 1), .seed = 2}, 60);
        EXPECT_TRUE(((drawn.mean(0) - exact).abs() < 4.5 * (exact * (1 - exact) / double(n)).sqrt()).all().item<bool>())
            << machine->kind();
        const std::vector<at::Tensor> hidden = machine->hidden(v, {3, 0});
        ASSERT_EQ(hidden.size(), 2u);
        EXPECT_EQ(hidden[1].sizes(), (std::vector<std::int64_t>{16, 2}));
        // A machine of the same weights draws the same; cut into parts it draws the same, too.
        EXPECT_TRUE(at::equal(machine->with(machine->weights())->hidden(v, {3, 0})[1], hidden[1])) << machine->kind();
        EXPECT_TRUE(at::equal(machine->hidden(v.narrow(0, 8, 8), {3, 8})[0], hidden[0].narrow(0, 8, 8)))
            << machine->kind();
    }
}

TEST(ensemble, pixels_that_are_stored_by_columns_are_shown_as_rows_and_the_machine_stays_what_it_is) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 6, 3);
    const auto machine = std::make_shared<RbmMachine>(rbm);
    const Ensemble rows(machine, Card{}, {2, 3}), columns(machine, Card{}, {2, 3, true});
    const at::Tensor v = RandomTensors(1).coins({40, 6}, .5, at::kDouble), shown = columns.shown(v);
    ASSERT_EQ(shown.sizes(), (std::vector<std::int64_t>{40, 1, 2, 3}));
    EXPECT_TRUE(at::equal(shown.select(2, 1).select(2, 2).squeeze(1), v.select(1, 2 * 2 + 1)));
    EXPECT_TRUE(at::equal(columns.stored(shown), v));

    // Hidden states are the same, and weights look at the pixels where they stand.
    Keep by_rows, by_columns;
    rows.run(VisibleSource(rows, v), {.states = {true, true}}, by_rows);
    columns.run(VisibleSource(columns, v), {.states = {true, true}}, by_columns);
    EXPECT_TRUE(at::equal(by_rows.all(1), by_columns.all(1)));
    const at::Tensor seen = columns.sites()[1].interaction->weight;
    EXPECT_LT((at::matmul(shown.flatten(1), seen.t()) - field_of_hidden(rbm, v)).abs().max().item<double>(), 1e-12);

    // A control that changes nothing gives the same machine back.
    const Control same{.weights = [](const Interaction& i, Seed) { return i.weight; }};
    const auto again = columns.control(same, 0);
    EXPECT_TRUE(at::equal(dynamic_cast<Ensemble&>(*again).machine().weights()[0], rbm.weight));
}

TEST(ensemble, refuses_samples_of_another_size) {
    const Ensemble ensemble = ensemble_of(random_machine("bernoulli", "bernoulli", 4, 3));
    const Ensemble other(std::make_shared<RbmMachine>(random_machine("bernoulli", "bernoulli", 5, 3)), Card{});
    Keep keep;
    EXPECT_THROW(ensemble.run(VisibleSource(other, at::zeros({3, 5})), {.states = {true, true}}, keep), Error);
}

TEST(ensemble, an_interrupted_run_of_chains_ends_with_its_own_error) {
    const RbmMachine machine(random_machine("bernoulli", "bernoulli", 4, 3));
    const auto chains = machine.chains({.visible = free_visible(machine, 2, 1)});
    EXPECT_THROW(run(*chains, 50, blackbody::testing::stop_from(0)), Error);
}
