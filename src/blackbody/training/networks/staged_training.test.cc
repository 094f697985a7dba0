/// What learns when: which layers move, under which ending, and what a machine in a network is.
#include "blackbody/training/networks/staged_training.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/machines/labelled.h"
#include "blackbody/training/machines/training_plans.h"
#include "blackbody/util/errors.h"
#include "support/random.h"
#include "support/stripe_batch.h"
#include "support/words.h"

namespace blackbody {
namespace {

using blackbody::testing::stripes;
using testing::complaint_of;

NetworkPlan plan(const std::string& text, at::ScalarType type = at::kFloat) {
    return {text, Field::real, {Field::real, 1, {8, 8}}, 1, type};
}

std::vector<std::string> texts(const std::string& text, const std::string& order) {
    std::vector<std::string> found;
    for (const NetworkStage& s : stages_of(plan(text), order))
        found.push_back(std::to_string(s.held) + (s.is_machine ? " machine: " : ": ") + s.plan.text);
    return found;
}

StagedOptions options(const std::string& text, const std::string& order, std::int64_t updates = 60) {
    StagedOptions o{.stages = stages_of(plan(text), order)};
    o.trainer.training = {.batch = 16, .updates = updates};
    o.trainer.training.rate.lr = .05;
    o.trainer.monitor = 20;
    o.machine.batch = 16, o.machine.chains = 20, o.machine.lr = .1;
    return o;
}

std::vector<std::pair<std::string, at::Tensor>> values_of(const LayeredNetwork& network) {
    std::vector<std::pair<std::string, at::Tensor>> values;
    for (const Parameter& p : network.parameters()) values.emplace_back(p.name, p.value.detach().clone());
    return values;
}

bool are_same(const LayeredNetwork& a, const LayeredNetwork& b) {
    for (std::size_t i = 0; i < a.parameters().size(); ++i)
        if (!a.parameters()[i].value.equal(b.parameters()[i].value)) return false;
    return true;
}

const std::string two = "conv 4 3x3, norm, relu, pool 2, conv 6 3x3, norm, relu, global, linear 2";
const std::string hybrid = "conv 4 3x3, norm, relu, global, rbm 2 hidden 8";

using Texts = std::vector<std::string>;

TEST(stages, greedy_layers_learn_under_the_networks_own_ending) {
    EXPECT_EQ(texts(two, "joint"), Texts{"0: " + two});
    EXPECT_EQ(stages_of(plan(two), "layer-wise")[1].title, "conv2 learns, those below are held");
    EXPECT_EQ(texts(two, "layer-wise"), (Texts{"0: conv 4 3x3, norm, relu, pool 2, global, linear 2", "4: " + two}));
    const std::string deep = "conv 4 3x3, residual(conv 4 3x3), hidden 9, dropout .1, linear 5, relu, linear 2";
    EXPECT_EQ(texts(deep, "layer-wise"),
              (Texts{"0: conv 4 3x3, linear 2", "1: conv 4 3x3, residual(conv 4 3x3), linear 2",
                     "2 machine: conv 4 3x3, residual(conv 4 3x3), hidden 9, dropout .1", "3: " + deep}));
    EXPECT_EQ(stages_of(plan(deep), "layer-wise")[3].title, "linear1 learns, those below are held");
    EXPECT_EQ(texts("hidden 7 bits, linear 2", "layer-wise"),
              (Texts{"0 machine: hidden 7 bits", "1: hidden 7 bits, linear 2"}));
    EXPECT_EQ(texts("linear 2", "layer-wise"), Texts{"0: linear 2"});
}

TEST(stages, a_machine_at_the_end_learns_last) {
    EXPECT_EQ(texts(hybrid, "layer-wise"), (Texts{"0: " + hybrid, "4 machine: " + hybrid}));
    EXPECT_EQ(texts(hybrid, "sequential"), (Texts{"0: " + hybrid, "4 machine: " + hybrid}));
    EXPECT_NE(complaint_of([] { stages_of(plan(two), "sequential"); }).find("a machine as the last"),
              std::string::npos);
    EXPECT_NE(complaint_of([] { stages_of(plan(two), "upwards"); }).find("layer-wise or sequential"),
              std::string::npos);
}

TEST(machine_stage, a_layers_scores_are_the_machines_own_probabilities) {
    const at::NoGradGuard fixed;
    for (const char* word : {"", " bits"}) {
        const LayeredNetwork network(plan("rbm 3 hidden 5" + std::string(word), at::kDouble));
        testing::RandomTensors random(3);
        for (const Parameter& p : network.parameters())
            at::Tensor(p.value).add_(random.uniform(p.value.sizes(), at::kDouble));
        const at::Tensor x = random.uniform({4, 1, 8, 8}, at::kDouble);
        const at::Tensor found = network.forward(x, {}).log_softmax(1),
                         expected = log_probability_of_labels(machine_in(network, "rbm1"), x.flatten(1));
        EXPECT_LT((found - expected).abs().max().item<double>(), 1e-12);
    }
    const LayeredNetwork network(plan("hidden 5", at::kDouble));
    const DeepBoltzmann machine = machine_in(network, "hidden1");
    const at::Tensor x = testing::RandomTensors(4).uniform({4, 1, 8, 8}, at::kDouble);
    const at::Tensor mean =
        machine.layers[1].unit->mean(machine.layers[1], at::matmul(x.flatten(1), machine.weights[0]));
    EXPECT_LT((network.forward(x, {}) - mean).abs().max().item<double>(), 1e-12);
    EXPECT_NE(complaint_of([&] { machine_in(network, "linear1"); }).find("a Boltzmann machine"), std::string::npos);
}

/// The same machine learned by itself on the same states: computed twice.
TEST(machine_stage, what_is_learned_is_what_the_machine_learns_alone) {
    const Pictures data = stripes(100);
    LayeredNetwork network(plan("conv 4 3x3, relu, pool 4 average, rbm 2 hidden 6"));
    network.hold(3);
    const ContrastiveOptions how{.batch = 20, .chains = 10, .lr = .02, .seed = 5};
    learn_machine(network, data, {.updates = 40, .contrastive = how});

    const Standard standard =
        standardised(network.state_behind_held(data.values.to(at::kFloat) / 255).reshape({100, -1}));
    MachineTrainingOptions options{
        .hidden = {6}, .units = {"gaussian"}, .classes = 2, .updates = 40, .contrastive = how};
    options.lr_end_factor = .01;
    const auto all = rbm_plan({.states = standard.values, .labels = data.labels}, options);
    const Stage stage = all->stage(0, {});
    for (int i = 0; i < 40; ++i) stage.learner->update();
    const DeepBoltzmann alone = in_data_units(stage.learner->machine(), standard.mean, standard.scale),
                        found = machine_in(network, "rbm1");
    for (std::size_t l = 0; l < 2; ++l)
        EXPECT_LT((found.weights[l] - alone.weights[l]).abs().max().item<double>(),
                  1e-4 * alone.weights[l].abs().max().item<double>());
    EXPECT_GT(found.weights[0].abs().max().item<double>(), .01);
}

TEST(machine_stage, states_that_are_no_probabilities_are_refused) {
    LayeredNetwork network(plan("conv 4 3x3, hidden 6 bits, linear 2"));
    network.hold(1);
    const Pictures data = stripes(20);
    EXPECT_NE(complaint_of([&] { learn_machine(network, data, {.updates = 2}); }).find("states from 0 to 1"),
              std::string::npos);
}

TEST(staged_training, layers_held_keep_their_bytes_and_the_network_learns) {
    const Pictures data = stripes(256), none;
    for (const auto& [text, order] :
         {std::pair{two, "layer-wise"}, std::pair{hybrid, "sequential"}, std::pair{hybrid, "layer-wise"},
          std::pair{std::string("hidden 20 bits, linear 2"), "layer-wise"}}) {
        LayeredNetwork network(plan(text));
        StagedOptions how = options(text, order, 400);
        std::vector<std::pair<std::string, at::Tensor>> first;
        how.trainer.save = [&](const Checkpoint& checkpoint, const LayeredNetwork& now) {
            if (checkpoint.stage == 0) first = values_of(now);
        };
        train_in_stages(network, data, none, how);
        EXPECT_GT(score(network, stripes(200), find_cost("cross-entropy")).accuracy, .95) << text << " " << order;
        const std::vector<std::string> names = network.layer_names();
        std::size_t held = 0;
        for (const auto& [name, value] : values_of(network))
            for (const auto& [before, kept] : first)
                if (before == name &&
                    std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(how.stages[1].held),
                              name.substr(0, name.find('.'))) !=
                        names.begin() + static_cast<std::ptrdiff_t>(how.stages[1].held)) {
                    EXPECT_TRUE(value.equal(kept)) << name;
                    ++held;
                }
        EXPECT_GT(held, 2u) << text;
    }
}

TEST(staged_training, stopped_in_any_stage_it_ends_in_the_same_bytes) {
    const Pictures data = stripes(64), none;
    for (const auto& [text, order] : {std::pair{two, "layer-wise"}, std::pair{hybrid, "sequential"}}) {
        LayeredNetwork whole(plan(text));
        train_in_stages(whole, data, none, options(text, order, 30));
        for (const int stop : {1, 17, 29, 31, 50, 58}) {
            int asked = 0;
            std::unique_ptr<LayeredNetwork> kept;
            Checkpoint checkpoint;
            StagedOptions how = options(text, order, 30);
            how.trainer.watcher.is_stopped = [&] { return ++asked == stop; };
            how.trainer.save = [&](const Checkpoint& c, const LayeredNetwork& now) {
                checkpoint = c, kept = now.copy();
            };
            LayeredNetwork cut(plan(text));
            EXPECT_THROW(train_in_stages(cut, data, none, how), Error) << stop;
            LayeredNetwork after(plan(text));
            train_in_stages(after, data, none, options(text, order, 30), StagedStart{checkpoint, *kept});
            EXPECT_TRUE(are_same(whole, after)) << text << " " << stop;
        }
    }
}

}  // namespace
}  // namespace blackbody
