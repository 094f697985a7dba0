#include "blackbody/training/machines/ascent.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/training/machines/gradient.h"

using namespace blackbody;

namespace {

Gradient filled(double weight, double visible, double hidden) {
    return {at::full({3, 2}, weight, at::kDouble), at::full({1, 3}, visible, at::kDouble),
            at::full({1, 2}, hidden, at::kDouble)};
}

/// A machine's parameters and what moves them.
struct Moved {
    Gradient parameters;
    Ascent ascent;

    Moved(const Gradient& start, const AscentOptions& options)
        : parameters(start),
          ascent({{"weight", start.weight}, {"visible", start.visible}, {"hidden", start.hidden}},
                 {{start.weight, start.hidden}}, options) {}
    void move(const Gradient& g, std::int64_t update) {
        hold_gradient(parameters.weight, g.weight), hold_gradient(parameters.visible, g.visible);
        hold_gradient(parameters.hidden, g.hidden);
        ascent.move({at::tensor({.1, .6}, at::kDouble).unsqueeze(0)}, update);
    }
};

AscentOptions at_rate(double lr, const std::string& optimizer = "sgd") {
    return {.optimizer = optimizer, .rate = {.lr = lr, .schedule = "constant"}};
}

}  // namespace

TEST(ascent, adam_makes_the_steps_of_its_paper) {
    // A number at a time, by algorithm 1 of Kingma and Ba.
    Moved moved(filled(0, 0, 0), at_rate(.01, "adam"));
    double m = 0, v = 0, x = 0;
    for (int t = 1; t <= 5; ++t) {
        const double g = std::sin(t) + .3;
        m = .9 * m + .1 * g, v = .999 * v + .001 * g * g;
        x += .01 * (m / (1 - std::pow(.9, t))) / (std::sqrt(v / (1 - std::pow(.999, t))) + 1e-8);
        moved.move(filled(g, g, g), t - 1);
        EXPECT_NEAR(moved.parameters.weight[1][1].item<double>(), x, 1e-15);
        EXPECT_NEAR(moved.parameters.hidden[0][0].item<double>(), x, 1e-15);
    }
    EXPECT_NEAR(x, .05, .02);  // about a rate a step where the sign stays
}

TEST(ascent, sgd_keeps_the_rate_in_its_velocity) {
    AscentOptions options = at_rate(.1);
    options.momentum = .5, options.rate.schedule = "linear", options.rate.factor = 0, options.updates = 4;
    Moved moved(filled(0, 0, 0), options);
    double v = 0, x = 0;
    for (int t = 0; t < 4; ++t) {
        v = .5 * v + .1 * (1 - t / 4.) * (t + 1), x += v;
        moved.move(filled(t + 1, 0, 0), t);
        EXPECT_NEAR(moved.parameters.weight[0][0].item<double>(), x, 1e-15);
    }
}

TEST(ascent, goes_on_from_its_state_with_the_same_digits) {
    for (const char* optimizer : {"sgd", "adam"}) {
        AscentOptions options = at_rate(.1, optimizer);
        options.momentum = .9;
        Moved whole(filled(1, 2, 3), options);
        whole.move(filled(.1, -.2, .3), 0);
        const Gradient& a = whole.parameters;
        Moved other({a.weight.clone(), a.visible.clone(), a.hidden.clone()}, options);
        other.ascent.restore(whole.ascent.state());
        whole.move(filled(-.4, .2, .1), 1), other.move(filled(-.4, .2, .1), 1);
        const Gradient& b = other.parameters;
        EXPECT_TRUE(at::equal(a.weight, b.weight) && at::equal(a.visible, b.visible) && at::equal(a.hidden, b.hidden));
        EXPECT_GT((a.weight - 1).abs().max().item<double>(), .01);
    }
}

TEST(ascent, the_rate_falls_linearly_to_its_last_share_and_stays) {
    AscentOptions options = at_rate(.5);
    options.rate.schedule = "linear", options.rate.factor = .2, options.updates = 10;
    Moved moved(filled(0, 0, 0), options);
    double x = 0;
    for (int t = 0; t < 14; ++t) {
        moved.move(filled(1, 1, 1), t);
        x += .5 * (t < 10 ? 1 - .08 * t : .2);
        EXPECT_NEAR(moved.parameters.visible[0][0].item<double>(), x, 1e-12) << t;
    }
}

TEST(ascent, decay_acts_on_weights_alone) {
    AscentOptions options = at_rate(.1);
    options.weight_decay = .5, options.l1 = .25;
    Moved moved(filled(-2, 3, 4), options);
    moved.move(filled(0, 0, 0), 0);
    EXPECT_NEAR(moved.parameters.weight[0][0].item<double>(), -2 + .1 * (.5 * 2 + .25), 1e-15);
    EXPECT_EQ(moved.parameters.visible[0][0].item<double>(), 3);
    EXPECT_EQ(moved.parameters.hidden[0][0].item<double>(), 4);
}

TEST(ascent, sparsity_moves_hidden_biases_towards_the_target_and_nothing_else) {
    AscentOptions options = at_rate(.1);
    options.sparsity = .2, options.sparsity_strength = 3;
    Moved moved(filled(0, 0, 0), options);
    moved.move(filled(0, 0, 0), 0);
    EXPECT_NEAR(moved.parameters.hidden[0][0].item<double>(), .1 * 3 * (.2 - .1), 1e-15);
    EXPECT_NEAR(moved.parameters.hidden[0][1].item<double>(), .1 * 3 * (.2 - .6), 1e-15);
    EXPECT_EQ(moved.parameters.weight.abs().max().item<double>(), 0);
}

TEST(ascent, long_weight_vectors_are_scaled_back_and_short_ones_are_not) {
    AscentOptions options = at_rate(1);
    options.max_norm = 2;
    Moved moved(filled(0, 0, 0), options);
    Gradient g = filled(0, 0, 0);
    g.weight.select(1, 0).fill_(3), g.weight.select(1, 1).fill_(.5);
    moved.move(g, 0);
    EXPECT_NEAR(moved.parameters.weight.select(1, 0).norm().item<double>(), 2, 1e-14);
    EXPECT_NEAR(moved.parameters.weight[0][1].item<double>(), .5, 1e-15);
}
