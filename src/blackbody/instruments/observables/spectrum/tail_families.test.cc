#include "blackbody/instruments/observables/spectrum/tail_families.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "blackbody/util/rng.h"

using namespace blackbody;

namespace {

template <class Draw>
std::vector<double> ascending_logs(std::int64_t n, Seed seed, Draw draw) {
    Random random(seed);
    std::vector<double> log_x(n);
    for (double& l : log_x) l = std::log(draw(random));
    std::sort(log_x.begin(), log_x.end());
    return log_x;
}

/// All values as the tail.
PowerLaw whole(const std::vector<double>& log_x) {
    return fit_power_law(log_x, {.min_tail = static_cast<std::int64_t>(log_x.size())});
}

double power_law_likelihood(const std::vector<double>& log_x, double alpha) {
    double sum = 0;
    for (double l : log_x) sum += std::log(alpha - 1) - (alpha - 1) * (l - log_x[0]);
    return sum;
}

/// The plain reference: log-likelihood of the truncated log-normal in closed form, maximised over a fine grid.
double lognormal_likelihood_by_grid(const std::vector<double>& log_x) {
    double best = -1e300, mean = 0, square = 0;
    const double n = static_cast<double>(log_x.size());
    for (double l : log_x) mean += (l - log_x[0]) / n, square += (l - log_x[0]) * (l - log_x[0]) / n;
    for (double mu = -2; mu < 6; mu += .01)
        for (double s = .05; s < 4; s += .01) {
            const double norm = .5 * std::erfc(-mu / (s * std::sqrt(2.0)));
            if (norm < 1e-300) continue;
            const double value = -std::log(s * std::sqrt(2 * 3.14159265358979)) - std::log(norm) -
                                 (square - 2 * mu * mean + mu * mu) / (2 * s * s);
            best = std::max(best, n * value);
        }
    return best;
}

/// ln p of the truncated power law, normalised by the midpoint rule, summed over the data.
double truncated_likelihood(const std::vector<double>& log_x, double b, double c) {
    const auto exponent = [&](double y) { return -b * y - c * std::expm1(y); };
    double z = 0;
    for (double y = .001; y < 30; y += .002) z += .002 * std::exp(exponent(y));
    double sum = 0;
    for (double l : log_x) sum += exponent(l - log_x[0]) - std::log(z);
    return sum;
}

}  // namespace

TEST(tail_families, lognormal_maximum_is_that_of_a_grid_over_its_closed_form) {
    const auto log_x = ascending_logs(500, 3, [](Random& r) { return std::exp(.8 * r.normal()); });
    const PowerLaw fit = whole(log_x);
    const TailRatio r = compare_tail(log_x, fit).lognormal;
    EXPECT_NEAR(power_law_likelihood(log_x, fit.alpha) - r.ratio, lognormal_likelihood_by_grid(log_x), .01);
    EXPECT_LT(r.ratio, 0);
    EXPECT_LT(r.p_value, 1e-3);
}

TEST(tail_families, exponential_data_are_told_from_a_power_law) {
    const auto log_x = ascending_logs(400, 4, [](Random& r) { return 1 - std::log(r.uniform()) / .7; });
    const TailRatios r = compare_tail(log_x, whole(log_x));
    EXPECT_LT(r.exponential.ratio, 0);
    EXPECT_LT(r.exponential.p_value, 1e-3);
    // Closed form of the exponential's likelihood beside that from quadrature.
    double sum = 0, mean = 0;
    for (double l : log_x) sum += l, mean += (std::exp(l) - std::exp(log_x[0])) / 400;
    EXPECT_NEAR(power_law_likelihood(log_x, whole(log_x).alpha) - sum + 400 * log_x[0] * 1 -
                    (-400 * std::log(mean) - 400 + 0 + 400 * log_x[0] - 0) - r.exponential.ratio,
                0, 1e-6);
}

TEST(tail_families, a_cut_off_is_found_where_the_power_law_has_no_mean) {
    // α = 1.4: at no cut-off the mean of x is infinite, and from there no step led to the maximum.
    for (Seed seed = 0; seed < 4; ++seed) {
        const auto log_x = ascending_logs(80, seed, [](Random& r) {
            double x = 0;
            do x = std::pow(r.uniform(), -1 / .4);
            while (r.uniform() > std::exp(-.004 * x));
            return x;
        });
        const PowerLaw fit = whole(log_x);
        ASSERT_LT(fit.alpha, 2);
        const TailRatio r = compare_tail(log_x, fit).truncated;
        double best = power_law_likelihood(log_x, fit.alpha);
        for (double b = .02; b < 1; b += .04)
            for (double c = 1e-5; c < .3; c *= 1.6) best = std::max(best, truncated_likelihood(log_x, b, c));
        EXPECT_GT(power_law_likelihood(log_x, fit.alpha) - r.ratio, best - 1e-4) << seed;
        EXPECT_LT(r.ratio, -1e-3) << seed;  // it always gains something
    }
}

TEST(tail_families, power_law_data_are_not_told_from_what_contains_a_power_law) {
    int ruled_out = 0;
    for (Seed seed = 0; seed < 30; ++seed) {
        const auto log_x = ascending_logs(300, seed, [](Random& r) { return std::pow(r.uniform(), -1 / 1.5); });
        const TailRatios r = compare_tail(log_x, whole(log_x));
        EXPECT_LE(r.lognormal.ratio, 1e-6);
        EXPECT_LE(r.truncated.ratio, 1e-6);
        EXPECT_GE(r.truncated.c, 0);
        EXPECT_GT(r.exponential.ratio, 0);
        ruled_out += r.truncated.p_value < .05;
    }
    EXPECT_LE(ruled_out, 5);  // at most 5 % each
}

TEST(tail_families, truncated_power_law_is_recovered) {
    // x^-1.5 e^{-.05 x} from x = 1 by rejection from the power law.
    const auto log_x = ascending_logs(4000, 6, [](Random& r) {
        while (true) {
            const double x = std::pow(r.uniform(), -1 / .5);
            if (r.uniform() < std::exp(-.05 * (x - 1))) return x;
        }
    });
    const TailRatio r = compare_tail(log_x, whole(log_x)).truncated;
    EXPECT_NEAR(r.b + 1, 1.5, .08);
    EXPECT_NEAR(r.c, .05, .008);
    EXPECT_LT(r.p_value, 1e-6);
}
