#include "blackbody/instruments/observables/spectrum/tracy_widom.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

using namespace blackbody;

namespace {

/// The independent check: Painlevé II, q'' = s q + 2 q³ with q ~ Ai, from s = 6 down, F1 = exp(-½ ∫ (q + (x-s) q²) dx).
double cdf_by_painleve(double s) {
    using State = std::array<double, 5>;  // q, q', ∫q², ∫∫q², ∫q
    const auto derivative = [](double t, const State& u) {
        return State{u[1], t * u[0] + 2 * u[0] * u[0] * u[0], -u[0] * u[0], -u[2], -u[0]};
    };
    const double start = 6, h = -1e-3;
    const double slope = (airy(start + 1e-4) - airy(start - 1e-4)) / 2e-4;
    State u{airy(start), slope, 0, 0, 0};
    // Tails beyond the start: ∫Ai = about Ai/sqrt(s), the squares are below 1e-10.
    u[4] = airy(start) / std::sqrt(start) * (1 - 3.0 / 4 / std::pow(start, 1.5));
    for (double t = start; t > s + 1e-9; t += h) {
        const auto plus = [](State a, const State& b, double f) {
            for (int i = 0; i < 5; ++i) a[i] += f * b[i];
            return a;
        };
        const State k1 = derivative(t, u), k2 = derivative(t + h / 2, plus(u, k1, h / 2)),
                    k3 = derivative(t + h / 2, plus(u, k2, h / 2)), k4 = derivative(t + h, plus(u, k3, h));
        for (int i = 0; i < 5; ++i) u[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
    return std::exp(-0.5 * (u[4] + u[3]));
}

}  // namespace

TEST(tracy_widom, airy_function_has_its_known_values) {
    EXPECT_NEAR(airy(0), 0.355028053887817, 1e-14);
    EXPECT_NEAR(airy(1), 0.135292416312881, 1e-14);
    EXPECT_NEAR(airy(-1), 0.535560883292352, 1e-13);
    EXPECT_NEAR(airy(-5), 0.350761009024114, 1e-12);
    EXPECT_NEAR(airy(10), 1.10475325528987e-10, 1e-22);
}

TEST(tracy_widom, determinant_and_painleve_agree) {
    for (double s : {-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0})
        EXPECT_NEAR(tracy_widom_cdf(s), cdf_by_painleve(s), 2e-7) << s;
}

TEST(tracy_widom, distribution_at_zero_is_the_published_value) {
    EXPECT_NEAR(tracy_widom_cdf(0), .83190806620295, 1e-9);  // Praehofer's tables
}

TEST(tracy_widom, percentiles_are_the_published_ones) {
    EXPECT_NEAR(tracy_widom_quantile(.90), .4501, 1e-4);
    EXPECT_NEAR(tracy_widom_quantile(.95), .9793, 1e-4);
    EXPECT_NEAR(tracy_widom_quantile(.99), 2.0234, 1e-4);
}

TEST(tracy_widom, moments_are_the_published_ones) {
    // Moments by parts: E s^k = ∫ k s^(k-1) (1_{s>0} - F) ds.
    double m[5] = {1, 0, 0, 0, 0};
    const double h = 5e-3;
    for (double s = -9 + h / 2; s < 12; s += h) {
        const double step = s > 0 ? tracy_widom_tail(s) : -tracy_widom_cdf(s);
        for (int k = 1; k <= 4; ++k) m[k] += h * k * std::pow(s, k - 1) * step;
    }
    const double mean = m[1], variance = m[2] - mean * mean;
    EXPECT_NEAR(mean, -1.2065335746, 1e-6);
    EXPECT_NEAR(variance, 1.6077810346, 1e-5);
    EXPECT_NEAR((m[3] - 3 * mean * m[2] + 2 * std::pow(mean, 3)) / std::pow(variance, 1.5), .2934645, 1e-4);
    const double fourth = m[4] - 4 * mean * m[3] + 6 * mean * mean * m[2] - 3 * std::pow(mean, 4);
    EXPECT_NEAR(fourth / (variance * variance) - 3, .1652429, 2e-4);
}

TEST(tracy_widom, tail_is_smooth_where_its_series_takes_over_and_falls_as_it_must_far_out) {
    for (double joint : {4.0, 12.0})
        EXPECT_NEAR(tracy_widom_tail(joint - 1e-9) / tracy_widom_tail(joint + 1e-9), 1, 1e-6) << joint;
    // Half the integral of Ai: exp(-2/3 s^1.5) / (4 sqrt(π) s^0.75) to leading order.
    const double s = 20;
    const double leading = std::exp(-2.0 / 3 * std::pow(s, 1.5)) / (4 * std::sqrt(3.14159265358979) * std::pow(s, .75));
    EXPECT_NEAR(tracy_widom_tail(s) / leading, 1, 0.03);
    EXPECT_EQ(tracy_widom_tail(1e4), 0);
    EXPECT_EQ(tracy_widom_cdf(-50), 0);
}
