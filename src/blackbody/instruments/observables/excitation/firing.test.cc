#include "blackbody/instruments/observables/excitation/firing.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/rng.h"

namespace blackbody {
namespace {

/// `samples` samples of channels that fire with the given probabilities.
Firings fire(const std::vector<double>& rates, std::int64_t samples, Seed seed) {
    Random random(seed);
    std::vector<std::int32_t> counts;
    for (std::int64_t n = 0; n < samples; ++n)
        for (double rate : rates) counts.push_back(random.uniform() < rate ? 3 : 0);
    Firings firings;
    firings.add(counts, samples, static_cast<std::int64_t>(rates.size()), 9);
    return firings;
}

TEST(silent_channels, are_listed_by_their_numbers) {
    EXPECT_EQ(silent_channels(fire({.5, 0, .7, 0, 1}, 200, 1)), (std::vector<std::int64_t>{1, 3}));
    EXPECT_TRUE(silent_channels({}).empty());
}

TEST(silent_channels, of_those_that_held_no_number_nothing_is_known) {
    Firings firings;
    firings.add({0, 0, 1, 0, 0, 0}, 2, 3, 1);
    EXPECT_EQ(silent_channels(firings), (std::vector<std::int64_t>{0, 1}));
    Firings other;
    other.add({0, 0, 0}, 1, 3, 1);
    other.add_broken({false, true, false});
    firings.merge(other);
    EXPECT_EQ(silent_channels(firings), (std::vector<std::int64_t>{0}));
}

TEST(silent_channels, rate_bound_is_the_rate_that_stays_silent_one_time_in_twenty) {
    for (const std::int64_t n : {1, 5, 64, 1000})
        EXPECT_NEAR(std::pow(1 - silent_rate_bound(n), static_cast<double>(n)), .05, 1e-12);
    EXPECT_NEAR(silent_rate_bound(1000), 3. / 1000, 1e-5);  // the rule of three
    EXPECT_EQ(silent_rate_bound(0), 1);
}

TEST(silent_channels, merge_as_if_counted_at_once) {
    Firings a = fire({0.1, 0.9, 0}, 50, 1), b = fire({0.1, 0.9, 0}, 30, 2);
    const std::int64_t once = a.in_samples[1] + b.in_samples[1];
    a.merge(b);
    EXPECT_EQ(a.samples, 80);
    EXPECT_EQ(a.in_samples[1], once);
    EXPECT_EQ(a.values[1], 3 * once);
}

}  // namespace
}  // namespace blackbody
