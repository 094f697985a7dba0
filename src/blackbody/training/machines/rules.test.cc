#include "blackbody/training/machines/rules.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace blackbody;

namespace {

Gradient filled(double weight, double visible, double hidden) {
    return {at::full({3, 2}, weight, at::kDouble), at::full({1, 3}, visible, at::kDouble),
            at::full({1, 2}, hidden, at::kDouble)};
}

LearningStep step(const Gradient& g, std::int64_t update, double rate) {
    return {.gradient = g, .activity = at::tensor({.1, .6}, at::kDouble).unsqueeze(0), .update = update, .rate = rate};
}

}  // namespace

TEST(rules, adam_makes_the_steps_of_its_paper) {
    // A number at a time, by algorithm 1 of Kingma and Ba.
    auto rule = adam_rule();
    Gradient parameters = filled(0, 0, 0);
    double m = 0, v = 0, x = 0;
    for (int t = 1; t <= 5; ++t) {
        const double g = std::sin(t) + .3;
        m = .9 * m + .1 * g, v = .999 * v + .001 * g * g;
        x += .01 * (m / (1 - std::pow(.9, t))) / (std::sqrt(v / (1 - std::pow(.999, t))) + 1e-8);
        rule->move(parameters, step(filled(g, g, g), t - 1, .01));
        EXPECT_NEAR(parameters.weight[1][1].item<double>(), x, 1e-15);
        EXPECT_NEAR(parameters.hidden[0][0].item<double>(), x, 1e-15);
    }
    EXPECT_NEAR(x, .05, .02);  // about a rate a step where the sign stays
}

TEST(rules, adam_goes_on_from_its_state_with_the_same_digits) {
    auto whole = adam_rule(), other = adam_rule();
    Gradient a = filled(1, 2, 3);
    whole->move(a, step(filled(.1, -.2, .3), 0, .1));
    Gradient b{a.weight.clone(), a.visible.clone(), a.hidden.clone()};
    other->restore(whole->state(), b);
    whole->move(a, step(filled(-.4, .2, .1), 1, .1)), other->move(b, step(filled(-.4, .2, .1), 1, .1));
    EXPECT_TRUE(at::equal(a.weight, b.weight) && at::equal(a.visible, b.visible) && at::equal(a.hidden, b.hidden));
}

TEST(rules, the_rate_falls_linearly_to_its_last_share_and_stays) {
    auto rule = falling_rate(10, .2, momentum_rule(0));
    Gradient parameters = filled(0, 0, 0);
    double x = 0;
    for (int t = 0; t < 14; ++t) {
        rule->move(parameters, step(filled(1, 1, 1), t, .5));
        x += .5 * (t < 10 ? 1 - .08 * t : .2);
        EXPECT_NEAR(parameters.visible[0][0].item<double>(), x, 1e-12) << t;
    }
}

TEST(rules, sparsity_moves_hidden_biases_towards_the_target_and_nothing_else) {
    auto rule = sparse_rule(.2, 3, momentum_rule(0));
    Gradient parameters = filled(0, 0, 0);
    const Gradient zero = filled(0, 0, 0);
    rule->move(parameters, step(zero, 0, .1));
    EXPECT_NEAR(parameters.hidden[0][0].item<double>(), .1 * 3 * (.2 - .1), 1e-15);
    EXPECT_NEAR(parameters.hidden[0][1].item<double>(), .1 * 3 * (.2 - .6), 1e-15);
    EXPECT_EQ(parameters.weight.abs().max().item<double>(), 0);
    EXPECT_EQ(zero.hidden.abs().max().item<double>(), 0);  // the step stays as it was
}

TEST(rules, long_weight_vectors_are_scaled_back_and_short_ones_are_not) {
    auto rule = limited_norm(2, momentum_rule(0));
    Gradient parameters = filled(0, 0, 0), g = filled(0, 0, 0);
    g.weight.select(1, 0).fill_(3), g.weight.select(1, 1).fill_(.5);
    rule->move(parameters, step(g, 0, 1));
    EXPECT_NEAR(parameters.weight.select(1, 0).norm().item<double>(), 2, 1e-14);
    EXPECT_NEAR(parameters.weight[0][1].item<double>(), .5, 1e-15);
}
