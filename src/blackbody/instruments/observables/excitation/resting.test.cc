#include "blackbody/instruments/observables/excitation/resting.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/rng.h"

namespace blackbody {
namespace {

/// n draws of N(mean, 1).
ChannelTail normal_tail(double mean, std::int64_t n, Seed seed) {
    Random random(seed);
    ChannelTail tail;
    for (std::int64_t i = 0; i < n; ++i) tail.add(static_cast<float>(mean + random.normal()));
    return tail;
}

TEST(waking_bound, lies_above_the_true_rate_of_a_normal_law_and_below_the_rule_of_three_far_from_it) {
    for (Seed seed = 0; seed < 20; ++seed) {
        // P(N(-3.5, 1) > 0) = 2.3e-4 and P(N(-7, 1) > 0) = 1.3e-12.
        const ChannelTail near = normal_tail(-3.5, 1000, seed), far = normal_tail(-7, 1000, seed);
        if (near.highest() < 0) EXPECT_GT(waking_bound(near, 0), 2.3e-4);
        EXPECT_LT(waking_bound(far, 0), 1e-3) << seed;
        EXPECT_GT(waking_bound(far, 0), 1.3e-12);
    }
}

/// z uniform on [-1, 0]: the tail ends, and a bound behind the end falls to nothing.
TEST(waking_bound, falls_with_the_distance_from_the_tail) {
    Random random(3);
    ChannelTail tail;
    for (int i = 0; i < 1000; ++i) tail.add(static_cast<float>(random.uniform() - 1));
    double last = 1;
    for (const double level : {.01, .1, .3, 1., 3.}) {
        const double bound = waking_bound(tail, level);
        EXPECT_TRUE(bound < last || bound == 0) << level;
        last = bound;
    }
    EXPECT_LT(last, 1e-5);
}

/// The exponential law is inside the family: P(z > θ) = k/N exp(-(θ-u)/β), and the bound holds it closely.
TEST(waking_bound, of_an_exponential_tail_holds_its_rate) {
    for (Seed seed = 0; seed < 20; ++seed) {
        Random random(seed);
        ChannelTail tail;
        for (int i = 0; i < 4000; ++i) tail.add(static_cast<float>(-std::log(random.uniform())));
        const double bound = waking_bound(tail, 14);  // true rate 8e-7
        EXPECT_GT(bound, std::exp(-14.));
        EXPECT_LT(bound, 5e-4);
    }
}

TEST(waking_bound, says_nothing_of_few_samples_ties_or_a_level_that_was_reached) {
    EXPECT_EQ(waking_bound({}, 0), 1);
    EXPECT_EQ(waking_bound(normal_tail(-9, 15, 1), 0), 1);
    EXPECT_EQ(waking_bound(normal_tail(-1, 1000, 1), 0), 1);
    ChannelTail constant, steps;
    for (int i = 0; i < 1000; ++i) constant.add(-1), steps.add(static_cast<float>(-2 + i % 3));
    EXPECT_EQ(waking_bound(constant, 0), 1);
    EXPECT_EQ(waking_bound(steps, 5), 1);
}

TEST(silent_tails, keep_only_channels_that_never_fired_and_merge_as_if_seen_at_once) {
    // Channel 0 fires in sample 1, channel 1 never, channel 2 in the second part.
    const float first[] = {-1, -5, -2, 1, -4, -3}, second[] = {-1, -6, 2};
    SilentTails a, b, both;
    a.add(first, {0, 0, 0, 1, 0, 0}, 2, 3), b.add(second, {0, 0, 1}, 1, 3);
    EXPECT_EQ(a.by_channel().size(), 2u);
    both.merge(a), both.merge(b);
    ASSERT_EQ(both.by_channel().size(), 1u);
    EXPECT_EQ(both.by_channel().begin()->first, 1);
    EXPECT_EQ(both.by_channel().at(1).samples, 3);
    EXPECT_EQ(both.by_channel().at(1).highest(), -4);

    // A state without its argument: nothing is known any more.
    SilentTails blind;
    blind.give_up();
    both.merge(blind);
    EXPECT_TRUE(both.by_channel().empty());
}

TEST(silent_tails, keep_the_largest_of_many) {
    ChannelTail one, two, whole;
    Random random(5);
    for (int i = 0; i < 2000; ++i) {
        const auto z = static_cast<float>(random.normal() - 8);
        (i % 3 ? one : two).add(z), whole.add(z);
    }
    one.merge(two);
    EXPECT_EQ(one.samples, 2000);
    EXPECT_EQ(waking_bound(one, 0), waking_bound(whole, 0));
}

TEST(rest_level, is_where_the_nonlinearity_stops_to_answer) {
    EXPECT_EQ(rest_level(Nonlinearity::relu, 0), 0);
    EXPECT_EQ(rest_level(Nonlinearity::clip, -1), -1);
    EXPECT_FALSE(rest_level(Nonlinearity::leaky_relu, 0));
    EXPECT_FALSE(rest_level(Nonlinearity::tanh, 0));
    const double gelu = *rest_level(Nonlinearity::gelu, 0), elu = *rest_level(Nonlinearity::elu, 0),
                 swish = *rest_level(Nonlinearity::swish, 0);
    EXPECT_LT(std::abs(gelu) * std::erfc(-gelu / std::sqrt(2)) / 2, 1.1e-7);
    EXPECT_LT(std::exp(elu), 1e-7);
    EXPECT_LT(std::abs(swish) / (1 + std::exp(-swish)), 1e-7);
}

}  // namespace
}  // namespace blackbody
