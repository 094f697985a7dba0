#include "blackbody/training/machines/contrastive.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"
#include "support/random.h"
#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::random_machine;
using blackbody::testing::RandomTensors;
using blackbody::testing::WithThreads;

namespace {

/// Allowed states of a layer, some twice.
at::Tensor some_states(const Layer& layer, std::int64_t n) {
    const at::Tensor all = states_of(layer, 0, std::llround(std::exp2(bits_of(layer))));
    return all.index_select(0, (at::arange(n) * 7919).remainder(all.size(0)));
}

double mean_log_p(const Rbm& rbm, const at::Tensor& data) {
    return -free_energy(rbm, data).mean().item<double>() - exact_log_partition(rbm);
}

Chains::Moments exact_moments(const Rbm& rbm) {
    const ExactSums sums = exact_sums(rbm);
    return {sums.correlation, sums.visible_statistics, sums.hidden_statistics};
}

/// Central difference of the mean log-probability in one parameter.
double slope(const Rbm& rbm, const at::Tensor& data, const std::function<void(Rbm&, double)>& shift) {
    const double step = 1e-5;
    const auto at_shift = [&](double by) {
        Rbm moved{rbm.visible, rbm.hidden, rbm.weight.clone()};
        moved.visible.theta = rbm.visible.theta.clone(), moved.hidden.theta = rbm.hidden.theta.clone();
        shift(moved, by);
        return mean_log_p(moved, data);
    };
    return (at_shift(step) - at_shift(-step)) / (2 * step);
}

}  // namespace

TEST(contrastive, the_gradient_is_that_of_the_exact_likelihood) {
    for (const char* visible : {"bernoulli", "spin", "potts"})
        for (const char* hidden : {"bernoulli", "spin", "potts", "gaussian", "relu"}) {
            const Rbm rbm = random_machine(visible, hidden, 6, 3);
            const at::Tensor data = some_states(rbm.visible, 20);
            const Gradient g = gradient_of(moments_of(rbm, data), exact_moments(rbm));
            for (int i = 0; i < 6; ++i)
                for (int j = 0; j < 3; ++j)
                    EXPECT_NEAR(g.weight[i][j].item<double>(),
                                slope(rbm, data, [&](Rbm& r, double by) { r.weight[i][j] += by; }), 2e-9)
                        << visible << hidden;
            EXPECT_NEAR(g.visible[0][2].item<double>(),
                        slope(rbm, data, [&](Rbm& r, double by) { r.visible.theta[0][2] += by; }), 2e-9);
            for (std::int64_t p = 0; p < g.hidden.size(0); ++p)
                EXPECT_NEAR(g.hidden[p][1].item<double>(),
                            slope(rbm, data, [&](Rbm& r, double by) { r.hidden.theta[p][1] += by; }), 2e-9)
                    << visible << hidden << p;
        }
}

TEST(contrastive, the_centred_gradient_does_not_depend_on_which_state_is_called_0) {
    // Visible unit 0 turned over: v_0 -> 1 - v_0, so W_0 -> -W_0, a_0 -> -a_0, b -> b + W_0. The same law for
    // gradients.
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 5, 4);
    Rbm turned{rbm.visible, rbm.hidden, rbm.weight.clone()};
    turned.visible.theta = rbm.visible.theta.clone();
    turned.hidden.theta = rbm.hidden.theta + rbm.weight[0];
    turned.weight[0].neg_(), turned.visible.theta[0][0].neg_();
    const at::Tensor data = some_states(rbm.visible, 20);
    at::Tensor turned_data = data.clone();
    turned_data.select(1, 0).neg_().add_(1);
    const Gradient g = centred(rbm, moments_of(rbm, data), exact_moments(rbm)),
                   h = centred(turned, moments_of(turned, turned_data), exact_moments(turned));
    EXPECT_GT(g.weight.abs().max().item<double>(), .01);
    EXPECT_LT((h.weight[0] + g.weight[0]).abs().max().item<double>(), 1e-12);
    EXPECT_LT((h.weight.slice(0, 1) - g.weight.slice(0, 1)).abs().max().item<double>(), 1e-12);
    EXPECT_NEAR(h.visible[0][0].item<double>(), -g.visible[0][0].item<double>(), 1e-12);
    EXPECT_LT((h.hidden - g.hidden - g.weight[0]).abs().max().item<double>(), 1e-12);
}

TEST(contrastive, learns_a_small_distribution) {
    // Bars: four rows or columns of a 4 x 4 square, all on or off.
    std::vector<at::Tensor> rows;
    for (int k = 1; k < 15; ++k) {
        at::Tensor bits = at::zeros({4}, at::kDouble);
        for (int b = 0; b < 4; ++b) bits[b] = k >> b & 1;
        rows.push_back(bits.unsqueeze(1).expand({4, 4}).reshape({16}));
        rows.push_back(bits.unsqueeze(0).expand({4, 4}).reshape({16}));
    }
    const at::Tensor data = at::stack(rows);
    // One run of so few updates reaches between -5.2 and -3.7: the mean of five is asked for.
    double after = 0;
    for (Seed seed = 1; seed <= 5; ++seed) {
        ContrastiveTraining training(start_machine(data, 12, .01, seed), {data},
                                     {.batch = 28, .chains = 100, .steps = 5, .lr = .1, .seed = seed});
        EXPECT_LT(mean_log_p(training.machine(), data), -9);  // 16 coins
        for (int u = 0; u < 4000; ++u) training.update();
        after += mean_log_p(training.machine(), data) / 5;
    }
    EXPECT_GT(after, -4.6);  // ln 28 = 3.33 is the best there is
}

TEST(contrastive, the_same_seed_learns_the_same_bytes_with_one_thread_or_two) {
    const at::Tensor data = RandomTensors(1).coins({200, 40}, .4, at::kDouble);
    const auto learned = [&](int threads) {
        const WithThreads with(threads);
        ContrastiveTraining training(start_machine(data, 20, .01, 3), {data},
                                     {.batch = 20, .chains = 30, .steps = 2, .seed = 3});
        for (int u = 0; u < 30; ++u) training.update();
        return training.machine().weight;
    };
    EXPECT_LT((learned(1) - learned(2)).abs().max().item<double>(), 1e-6);
}

TEST(contrastive, data_that_are_no_states_are_refused) {
    const auto training = [](const at::Tensor& data) {
        ContrastiveTraining(random_machine("bernoulli", "bernoulli", 4, 2), {data}, {});
    };
    EXPECT_THROW(training(at::full({5, 4}, 2., at::kDouble)), Error);
    EXPECT_THROW(training(at::full({5, 4}, NAN, at::kDouble)), Error);
    EXPECT_THROW(training(at::zeros({5, 4}, at::kDouble)), Error);
    EXPECT_THROW(training(at::zeros({5, 3}, at::kDouble)), Error);
    EXPECT_THROW(training(at::zeros({0, 4}, at::kDouble)), Error);
}

TEST(contrastive, a_rate_that_diverges_stops_with_the_last_good_machine) {
    const at::Tensor data = RandomTensors(1).coins({64, 10}, .5, at::kDouble);
    ContrastiveTraining training(start_machine(data, 5, .01, 3), {data},
                                 {.batch = 64, .chains = 10, .lr = 1e6, .momentum = .9, .weight_decay = 1, .seed = 3});
    EXPECT_THROW(for (int u = 0; u < 1000; ++u) training.update(), Error);
    EXPECT_TRUE(at::isfinite(training.machine().weight).all().item<bool>());
}

TEST(contrastive, a_restored_training_goes_on_in_the_same_bytes) {
    const at::Tensor data = RandomTensors(1).coins({90, 20}, .4);
    for (const auto& [persistent, momentum] : {std::pair{true, .5}, {true, 0.}, {false, .5}}) {
        const auto training = [&] {
            return ContrastiveTraining(
                start_machine(data, 12, .01, 3), {data},
                {.batch = 20, .chains = 30, .steps = 2, .persistent = persistent, .momentum = momentum, .seed = 3});
        };
        ContrastiveTraining whole = training(), first = training(), second = training(), third = training();
        // 6 updates are an epoch and a half; a state that nothing moved in between is handed on unchanged.
        const auto go = [](ContrastiveTraining& s, int updates) {
            for (int u = 0; u < updates; ++u) s.update();
        };
        go(whole, 70), go(first, 6), second.restore(first.state()), third.restore(second.state()), go(third, 64);
        const TrainingState a = whole.state(), b = third.state();
        EXPECT_EQ(a.updates, b.updates);
        EXPECT_TRUE(at::equal(a.machine.weight, b.machine.weight));
        EXPECT_TRUE(at::equal(a.machine.visible.theta, b.machine.visible.theta));
        EXPECT_TRUE(at::equal(a.good.weight, b.good.weight));
        EXPECT_FALSE(at::equal(a.good.weight, a.machine.weight));
        for (const auto& [one, other] : {std::pair{&a.optimizer, &b.optimizer}, {&a.model, &b.model}}) {
            ASSERT_EQ(one->size(), other->size());
            for (const auto& [name, array] : *one) EXPECT_TRUE(at::equal(array, other->at(name))) << name;
        }
    }
}

TEST(contrastive, a_state_of_another_machine_is_refused) {
    const at::Tensor data = RandomTensors(1).coins({90, 20}, .4);
    const auto training = [&](std::int64_t hidden, std::int64_t chains) {
        return ContrastiveTraining(start_machine(data, hidden, .01, 3), {data}, {.chains = chains, .momentum = .5});
    };
    ContrastiveTraining small = training(4, 10), large = training(5, 10), crowd = training(4, 11);
    small.update();
    EXPECT_THROW(large.restore(small.state()), Error);
    EXPECT_THROW(crowd.restore(small.state()), Error);
}

TEST(contrastive, a_sample_of_weight_two_counts_like_two_samples) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 6, 3);
    const at::Tensor data = some_states(rbm.visible, 20);
    const at::Tensor twice = at::cat({data, data.narrow(0, 3, 1)}), weights = at::ones({20}, at::kDouble);
    weights[3] = 2;
    const Chains::Moments a = moments_of(rbm, twice), b = moments_of(rbm, data, weights);
    EXPECT_LT((a.correlation - b.correlation).abs().max().item<double>(), 1e-15);
    EXPECT_LT((a.visible_statistics - b.visible_statistics).abs().max().item<double>(), 1e-15);
    EXPECT_LT((a.hidden_statistics - b.hidden_statistics).abs().max().item<double>(), 1e-15);
    // And in an update of the whole data.
    const auto learned = [&](const at::Tensor& states, const at::Tensor& w) {
        ContrastiveTraining training(rbm, {states, w}, {.batch = states.size(0), .chains = 7});
        training.update();
        return training.machine().weight;
    };
    EXPECT_LT((learned(twice, {}) - learned(data, weights)).abs().max().item<double>(), 1e-7);
}

TEST(contrastive, the_reference_and_the_bit_packed_implementation_learn_the_same) {
    RandomTensors random(1);
    const at::Tensor data = random.coins({130, 40}, .4), weights = random.uniform({130}, at::kDouble) + .5;
    for (const bool centred : {true, false})
        for (const bool weighted : {true, false})
            for (const bool persistent : {true, false}) {
                const auto learned = [&](bool fast) {
                    ContrastiveTraining training(start_machine(data, 20, .1, 3),
                                                 {data, weighted ? weights : at::Tensor()},
                                                 {.batch = 30,
                                                  .chains = 70,
                                                  .steps = 2,
                                                  .persistent = persistent,
                                                  .is_centred = centred,
                                                  .lr = .05,
                                                  .momentum = .5,
                                                  .l1 = 1e-3,
                                                  .weight_decay = 1e-3,
                                                  .seed = 3,
                                                  .may_be_bit_packed = fast});
                    for (int u = 0; u < 25; ++u) training.update();
                    return training.machine();
                };
                const Rbm fast = learned(true), plain = learned(false);
                EXPECT_LT((fast.weight - plain.weight).abs().max().item<double>(), 2e-6) << centred << weighted;
                EXPECT_LT((fast.visible.theta - plain.visible.theta).abs().max().item<double>(), 2e-6);
                EXPECT_LT((fast.hidden.theta - plain.hidden.theta).abs().max().item<double>(), 2e-6);
                EXPECT_GT((fast.weight - start_machine(data, 20, .1, 3).weight).abs().max().item<double>(), .01);
            }
}

TEST(contrastive, both_decays_pull_every_weight_towards_zero) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 6, 4);
    const at::Tensor data = some_states(rbm.visible, 40);
    constexpr double rate = .1, strength = .3;
    const auto moved = [&](double l1, double l2) {
        ContrastiveTraining training(rbm, {data, {}},
                                     {.batch = 40, .lr = rate, .momentum = 0, .l1 = l1, .weight_decay = l2, .seed = 1});
        training.update();
        return training.machine().weight.to(at::kDouble);
    };
    const at::Tensor free = moved(0, 0), w = rbm.weight;
    EXPECT_LT((moved(0, strength) - free + rate * strength * w).abs().max().item<double>(), 1e-6);
    EXPECT_LT((moved(strength, 0) - free + rate * strength * w.sign()).abs().max().item<double>(), 1e-6);
}
