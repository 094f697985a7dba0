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

TEST(silent_channels, that_are_dead_are_told_from_channels_that_are_rare) {
    // 100 channels that fire in one sample of a thousand, 20 dead ones, 80 busy ones; 1000 samples show 63 of the rare.
    std::vector<double> rates(200, 0.3);
    std::fill(rates.begin(), rates.begin() + 100, 0.001);
    std::fill(rates.begin() + 100, rates.begin() + 120, 0.);
    double waking = 0, silent = 0;
    for (Seed seed = 0; seed < 20; ++seed) {
        const SilentChannels s = silent_channels(fire(rates, 1000, seed));
        EXPECT_TRUE(s.anything_rare);
        EXPECT_NEAR(s.waking, static_cast<double>(s.silent - 20), 4 * s.waking_error);
        waking += s.waking / 20, silent += static_cast<double>(s.silent) / 20;
    }
    EXPECT_NEAR(silent, 20 + 100 * std::pow(0.999, 1000), 3);
    EXPECT_NEAR(waking, 100 * std::pow(0.999, 1000), 6);
}

TEST(silent_channels, among_busy_ones_are_expected_to_stay_silent) {
    std::vector<double> rates(64, 0.5);
    rates[7] = 0;
    const SilentChannels s = silent_channels(fire(rates, 200, 1));
    EXPECT_EQ(s.silent, 1);
    EXPECT_EQ(s.waking, 0);
    EXPECT_FALSE(s.anything_rare);
    EXPECT_LT(s.silent_rate_bound, s.rarest_rate_bound);
}

TEST(silent_channels, of_a_handful_of_samples_cannot_be_told_from_the_rest) {
    const SilentChannels s = silent_channels(fire({0, 1, 1, 1}, 3, 1));
    EXPECT_EQ(s.silent, 1);
    EXPECT_GT(s.silent_rate_bound, s.rarest_rate_bound);
}

TEST(silent_channels, rate_bounds_hold_in_nineteen_of_twenty_cases) {
    EXPECT_NEAR(1 - std::pow(0.05, 1 / 1000.), 3. / 1000, 1e-4);  // the rule of three
    EXPECT_NEAR(lower_rate_bound(5, 10), 0.2224, 1e-4);           // Clopper-Pearson tables
    EXPECT_NEAR(lower_rate_bound(1, 20), 0.0025614, 1e-6);        // 1 - 0.95^(1/20)
    EXPECT_NEAR(lower_rate_bound(10, 10), 0.7411, 1e-4);
    EXPECT_EQ(lower_rate_bound(0, 10), 0);
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
