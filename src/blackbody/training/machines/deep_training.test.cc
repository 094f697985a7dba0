#include "blackbody/training/machines/deep_training.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <functional>

#include "blackbody/systems/ensembles/machines/labelled.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_deep_machine;
using blackbody::testing::random_machine;

namespace {

/// 4 x 4 bars and their labels: rows or columns.
struct Bars {
    at::Tensor states, labels;
    Bars() {
        std::vector<at::Tensor> all;
        for (int k = 1; k < 15; ++k) {
            at::Tensor bits = at::zeros({4}, at::kDouble);
            for (int b = 0; b < 4; ++b) bits[b] = k >> b & 1;
            all.push_back(bits.unsqueeze(1).expand({4, 4}).reshape({16}));
            all.push_back(bits.unsqueeze(0).expand({4, 4}).reshape({16}));
        }
        states = at::stack(all), labels = at::arange(28).remainder(2);
    }
};

double mean_bound(const DeepBoltzmann& machine, const at::Tensor& v) {
    return bound_weight(machine, mean_field(machine, {v})).mean().item<double>() - exact_log_partition(machine);
}

LayerMoments exact_moments(const DeepBoltzmann& machine) {
    // Of a folded machine of one kind, from the sums of the RBM that it is.
    const ExactSums sums = exact_sums(folded(machine).value());
    const std::int64_t v = machine.layers[0].size();
    return {{sums.correlation.narrow(0, 0, v), sums.correlation.slice(0, v).t()},
            {sums.visible_statistics.narrow(1, 0, v), sums.hidden_statistics, sums.visible_statistics.slice(1, v)}};
}

}  // namespace

TEST(deep_training, the_gradient_is_that_of_the_bound_on_the_log_probability) {
    const DeepBoltzmann machine = random_deep_machine({"bernoulli", "bernoulli", "bernoulli"}, {5, 4, 3});
    const at::Tensor v = states_of(machine.layers[0], 3, 9);
    const DeepGradient g = gradient_of(
        moments_of(machine, mean_field(machine, {v}, {.max_turns = 2000, .enough = 1e-14})), exact_moments(machine));
    const double step = 1e-5;
    const auto slope = [&](const std::function<at::Tensor(DeepBoltzmann&)>& parameter) {
        const auto at_shift = [&](double by) {
            DeepBoltzmann moved = machine;
            for (Layer& layer : moved.layers) layer.theta = layer.theta.clone();
            for (at::Tensor& weight : moved.weights) weight = weight.clone();
            parameter(moved).add_(by);
            return mean_bound(moved, v);
        };
        return (at_shift(step) - at_shift(-step)) / (2 * step);
    };
    for (int l = 0; l < 2; ++l)
        for (int i = 0; i < 3; ++i)
            EXPECT_NEAR(g.weights[l][i][1].item<double>(), slope([&](DeepBoltzmann& m) { return m.weights[l][i][1]; }),
                        1e-8);
    for (int l = 0; l < 3; ++l)
        EXPECT_NEAR(g.theta[l][0][1].item<double>(), slope([&](DeepBoltzmann& m) { return m.layers[l].theta[0][1]; }),
                    1e-8);
}

TEST(deep_training, the_centred_gradient_of_one_hidden_layer_is_that_of_the_rbm) {
    const Rbm rbm = random_machine("spin", "bernoulli", 6, 4);
    const at::Tensor v = states_of(rbm.visible, 3, 20), w = states_of(rbm.visible, 30, 20);
    const Gradient g = centred(rbm, moments_of(rbm, v), moments_of(rbm, w));
    const auto moments = [&](const at::Tensor& s) {
        const Chains::Moments m = moments_of(rbm, s);
        return LayerMoments{{m.correlation}, {m.visible_statistics, m.hidden_statistics}};
    };
    const DeepGradient d = centred(deep(rbm), moments(v), moments(w));
    EXPECT_TRUE(at::allclose(d.weights[0], g.weight, 0, 1e-14));
    EXPECT_TRUE(at::allclose(d.theta[0], g.visible, 0, 1e-14));
    EXPECT_TRUE(at::allclose(d.theta[1], g.hidden, 0, 1e-14));
}

TEST(deep_training, a_deep_machine_learns_a_small_distribution_by_centring_alone) {
    const Bars bars;
    DeepBoltzmann start = random_deep_machine({"bernoulli", "bernoulli", "bernoulli"}, {16, 10, 5});
    for (at::Tensor& w : start.weights) w *= .05;
    for (Layer& layer : start.layers) layer.theta.zero_();
    const auto learner = deep_learner(start, {{bars.states}},
                                      {.contrastive = {.batch = 28, .chains = 100, .steps = 5, .lr = .05, .seed = 1}});
    EXPECT_LT(mean_bound(start, bars.states), -10);
    for (int u = 0; u < 3000; ++u) learner->update();
    EXPECT_GT(mean_bound(learner->machine(), bars.states), -5.5);  // ln 28 = 3.33 is the best there is
}

TEST(deep_training, a_machine_of_inputs_and_labels_learns_to_classify) {
    // Three classes: eight of 24 units are mostly on.
    const at::Tensor labels = at::arange(300).remainder(3),
                     p = at::where(at::arange(24).floor_divide(8) == labels.unsqueeze(1), .9, .1),
                     states = (uniform_numbers({.seed = 4}, 300, 24) < p).to(at::kDouble);
    DeepBoltzmann start = with_labels(random_machine("bernoulli", "bernoulli", 24, 12), 3);
    start.weights[0] *= .05;
    const auto learner = deep_learner(start, {{states, {}, states_of_labels(labels, 3)}},
                                      {.contrastive = {.batch = 30, .chains = 60, .steps = 2, .lr = .1, .seed = 1},
                                       .mean_field = {.max_turns = 1, .enough = 0}});
    const auto accuracy = [&] {
        const at::Tensor guess = log_probability_of_labels(learner->machine(), states).argmax(1);
        return (guess == labels).to(at::kDouble).mean().item<double>();
    };
    EXPECT_LT(accuracy(), .5);
    for (int u = 0; u < 1000; ++u) learner->update();
    EXPECT_GT(accuracy(), .95);
}

TEST(deep_training, goes_on_from_its_state_with_the_same_bytes) {
    const Bars bars;
    for (const bool with_classes : {false, true}) {
        const DeepBoltzmann start = with_classes
                                        ? with_labels(random_machine("bernoulli", "spin", 16, 6), 2)
                                        : random_deep_machine({"bernoulli", "bernoulli", "bernoulli"}, {16, 6, 4});
        const auto learner = [&] {
            LayerStates given{bars.states};
            if (with_classes) given = {bars.states, {}, states_of_labels(bars.labels, 2)};
            return deep_learner(
                start, {given},
                {.contrastive = {.batch = 9, .chains = 10, .steps = 2, .lr = .01, .momentum = .5, .seed = 4}});
        };
        const auto whole = learner(), rest = learner();
        for (int u = 0; u < 7; ++u) whole->update();
        rest->restore(whole->state());
        for (int u = 0; u < 6; ++u) whole->update(), rest->update();
        for (int l = 0; l < 2; ++l)
            EXPECT_TRUE(at::equal(whole->machine().weights[l], rest->machine().weights[l])) << with_classes;
        EXPECT_EQ(rest->updates(), 13);
    }
}

TEST(deep_training, layers_learned_alone_make_a_deep_machine_that_agrees_with_them) {
    // The field of h_1 in the composed machine, with as much from above as from below, is that of the first machine.
    const Rbm bottom = random_machine("bernoulli", "bernoulli", 6, 3),
              top = random_machine("bernoulli", "bernoulli", 3, 4);
    Rbm two_bottoms = bottom, two_tops = top;
    two_bottoms.weight = at::cat({bottom.weight, bottom.weight}),
    two_bottoms.visible.theta = at::cat({bottom.visible.theta, bottom.visible.theta}, 1);
    two_tops.weight = at::cat({top.weight, top.weight}, 1),
    two_tops.hidden.theta = at::cat({top.hidden.theta, top.hidden.theta}, 1);
    const DeepBoltzmann machine = composed({two_bottoms, two_tops}, 2);
    check(machine, "composed");
    EXPECT_TRUE(at::allclose(machine.weights[0], bottom.weight));
    EXPECT_TRUE(at::allclose(machine.weights[1], top.weight));
    EXPECT_TRUE(at::allclose(machine.layers[1].theta, (bottom.hidden.theta + top.visible.theta) / 2));
    const at::Tensor v = states_of(bottom.visible, 0, 64);
    EXPECT_TRUE(at::allclose(field_of_hidden(two_bottoms, doubled(v)), 2 * at::matmul(v, machine.weights[0])));
    EXPECT_EQ(composed({two_bottoms}, 2).depth(), 1);
}

TEST(deep_training, data_that_are_no_states_are_refused) {
    const DeepBoltzmann machine = random_deep_machine({"bernoulli", "spin", "potts"}, {4, 3, 3});
    const auto learn = [&](const LayerStates& given) { deep_learner(machine, {given}, {}); };
    EXPECT_THROW(learn({at::full({5, 4}, 2., at::kDouble)}), Error);
    EXPECT_THROW(learn({at::zeros({5, 4}, at::kDouble)}), Error);
    EXPECT_THROW(learn({at::zeros({5, 3}, at::kDouble)}), Error);
    const at::Tensor v = at::eye(4, at::kDouble);
    EXPECT_THROW(learn({v, {}, at::ones({4, 3}, at::kDouble)}), Error);
    EXPECT_THROW(learn({v, {}, at::eye(3, at::kDouble)}), Error);
    EXPECT_NO_THROW(learn({v, {}, at::eye(3, at::kDouble).repeat({2, 1}).narrow(0, 0, 4)}));
}
