#include "blackbody/instruments/observables/spectrum/norms.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"
#include "blackbody/instruments/observables/spectrum/power_law.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"

using namespace blackbody;

namespace {

std::vector<double> noise(std::int64_t p, std::int64_t n) {
    Random random(static_cast<Seed>(p + 10 * n));
    std::vector<double> lambda;
    draw_noise_spectrum(p, n, random, lambda);
    return lambda;
}

std::vector<double> logs(std::vector<double> x) {
    for (double& v : x) v = std::log(v);
    return x;
}

}  // namespace

TEST(norms, of_noise_reach_the_limits_of_marchenko_and_pastur) {
    for (const auto& [y, hill, tail] :
         {std::array{1.0, 2.12168, .73107}, {.5, 2.70583, .81450}, {.25, 3.45458, .86985}, {.1, 4.87311, .91797}}) {
        const std::int64_t m = 1000, n = static_cast<std::int64_t>(m / y);
        const std::vector<double> lambda = noise(m, n);
        // M/(1+sqrt y)² in the limit; at this size λ_max lies at the Tracy-Widom mean, give or take its standard
        // deviation.
        const EdgeScale edge = noise_edge(m, n);
        const double expected = static_cast<double>(m * n) / (edge.centre - 1.2065 * edge.width);
        EXPECT_NEAR(expected, m / std::pow(1 + std::sqrt(y), 2), .02 * expected) << y;
        EXPECT_NEAR(stable_rank(lambda), expected, 3.5 * 1.268 * edge.width / edge.centre * expected) << y;
        EXPECT_NEAR(normalised_entropy(lambda), 1 - y / (2 * std::log(m)), 1e-3) << y;
        EXPECT_NEAR(hill_median_alpha(logs(lambda)), hill, .015) << y;
        EXPECT_NEAR(static_cast<double>(volume_conserving_tail(lambda)) / m, tail, .004) << y;
    }
}

TEST(norms, entropy_of_a_flat_spectrum_is_one_and_of_a_single_direction_zero) {
    // With 6e-5 added to every share, as a peer does on computers with a GPU, the first reads 1.21.
    EXPECT_NEAR(normalised_entropy(std::vector<double>(4096, .3)), 1, 1e-12);
    std::vector<double> one(100, 0.0);
    one.back() = 7;
    EXPECT_EQ(normalised_entropy(one), 0);
    EXPECT_EQ(stable_rank(one), 1);
}

TEST(norms, volume_of_a_large_spectrum_does_not_overflow) {
    // A running product of the values above the mean is inf here, and the tail of a peer then ends nowhere.
    const std::vector<double> lambda = noise(6000, 6000);
    double product = 1, mean = 0;
    for (double l : lambda) mean += l / 6000;
    for (double l : lambda)
        if (l > mean) product *= l / mean;
    EXPECT_TRUE(std::isinf(product));
    EXPECT_NEAR(static_cast<double>(volume_conserving_tail(lambda)) / 6000, .73107, .002);
}

TEST(norms, sum_of_powers_neither_overflows_nor_vanishes) {
    EXPECT_NEAR(log10_sum_of_powers(std::vector<double>{1, 2, 3}, 2), std::log10(14.0), 1e-14);
    EXPECT_NEAR(log10_sum_of_powers(std::vector<double>{1e200, 1e200}, 5), 1000 + std::log10(2.0), 1e-9);
    EXPECT_NEAR(log10_sum_of_powers(std::vector<double>{0, 1e-200}, 5), -1000, 1e-9);
}
