#include "blackbody/instruments/observables/excitation/dimension.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/vdot.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/rng.h"
#include "support/random.h"

namespace blackbody {
namespace {

using blackbody::testing::gaussian;

DimensionEstimate ratio_of(const at::Tensor& states) { return participation_ratio({dimension_of(states)}); }

TEST(participation_ratio, of_white_noise_is_the_number_of_units_while_the_plain_ratio_follows_the_finite_sample_law) {
    // Plain: 1/(1/U + 1/(N-1)) = 112.3 for U = 200, N = 257; unbiased: 200.
    double mean = 0, plain = 0;
    for (Seed seed = 0; seed < 10; ++seed) {
        const at::Tensor x = gaussian({257, 200}, seed, at::kFloat);
        const DimensionEstimate estimate = ratio_of(x);
        EXPECT_NEAR(estimate.value, 200, 5 * estimate.std_error);
        mean += estimate.value / 10;
        const at::Tensor centred = (x - x.mean(0, true)).to(at::kDouble);
        const at::Tensor k = at::matmul(centred, centred.t());
        plain += std::pow(k.trace().item<double>(), 2) / k.square().sum().item<double>() / 10;
    }
    EXPECT_NEAR(mean, 200, 3);
    EXPECT_NEAR(plain, 1 / (1 / 200. + 1 / 256.), 1);
}

/// Mean claimed error over true spread, for states whose unit k has standard deviation e^(-decay k).
double claimed_over_true(double decay) {
    at::Tensor scale = at::empty({1, 20}, at::kFloat);
    for (std::int64_t k = 0; k < 20; ++k)
        scale.mutable_data_ptr<float>()[k] = static_cast<float>(std::exp(-decay * static_cast<double>(k)));
    double sum = 0, squares = 0, claimed = 0;
    const int draws = 400;
    for (int seed = 0; seed < draws; ++seed) {
        const DimensionEstimate estimate =
            ratio_of(gaussian({64, 20}, 1000 + static_cast<Seed>(seed), at::kFloat) * scale);
        sum += estimate.value, squares += estimate.value * estimate.value, claimed += estimate.std_error / draws;
    }
    return claimed / std::sqrt(squares / draws - sum / draws * (sum / draws));
}

TEST(participation_ratio, error_bar_is_the_spread_over_fresh_samples) { EXPECT_NEAR(claimed_over_true(0.3), 1, 0.2); }

TEST(participation_ratio, error_bar_is_too_wide_but_never_too_narrow_for_isotropic_states) {
    // There PR is at its maximum, its first-order term vanishes and the jackknife doubles the variance (Efron and
    // Stein).
    EXPECT_NEAR(claimed_over_true(0), std::sqrt(2), 0.25);
}

TEST(participation_ratio, is_one_when_all_states_lie_on_a_line) {
    const at::Tensor x = at::matmul(gaussian({50, 1}, 1, at::kFloat), gaussian({1, 30}, 2, at::kFloat)) + 5;
    EXPECT_NEAR(ratio_of(x).value, 1, 0.1);
}

/// The definition, term by term: x real or complex [N, U].
void expect_averages_over_quadruples(const at::Tensor& x) {
    const std::int64_t n = x.size(0);
    const auto difference = [&](std::int64_t i, std::int64_t j) { return x[i] - x[j]; };
    double squared_trace = 0, trace_of_square = 0;
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j)
            for (std::int64_t k = 0; k < n; ++k)
                for (std::int64_t l = 0; l < n; ++l) {
                    if (i == j || i == k || i == l || j == k || j == l || k == l) continue;
                    trace_of_square += difference(i, j).vdot(difference(k, l)).abs().square().item<double>() / 4;
                    squared_trace += difference(i, j).abs().square().sum().item<double>() *
                                     difference(k, l).abs().square().sum().item<double>() / 4;
                }
    const Dimension d = dimension_of(x);
    EXPECT_NEAR(d.all.trace_squared / squared_trace, 1, 1e-5);
    EXPECT_NEAR(d.all.trace_of_square / trace_of_square, 1, 1e-5);
}

TEST(participation_ratio, agrees_with_the_average_over_all_quadruples) {
    expect_averages_over_quadruples(gaussian({7, 5}, 3, at::kFloat).to(at::kDouble) * 2 + 1);
}

TEST(participation_ratio, without_a_sample_equals_the_ratio_of_the_others) {
    const at::Tensor x = gaussian({12, 6}, 4, at::kFloat);
    const Dimension d = dimension_of(x);
    EXPECT_NEAR(d.without[0].ratio(), dimension_of(x.narrow(0, 1, 11)).all.ratio(), 1e-3);
}

TEST(participation_ratio, is_invariant_under_rotation_of_the_units) {
    const at::Tensor x = gaussian({40, 20}, 5, at::kFloat) * gaussian({1, 20}, 6, at::kFloat),
                     q = std::get<0>(at::linalg_qr(gaussian({20, 20}, 7, at::kFloat)));
    EXPECT_NEAR(ratio_of(at::matmul(x, q)).value / ratio_of(x).value, 1, 1e-4);
}

/// Normal, complex, <|z|²> = 2.
at::Tensor waves(const std::vector<std::int64_t>& sizes, Seed seed) {
    return at::complex(gaussian(sizes, seed, at::kFloat), gaussian(sizes, seed + 100, at::kFloat));
}

TEST(participation_ratio, of_waves_counts_directions_over_the_complex_numbers) {
    double mean = 0;
    for (Seed seed = 0; seed < 10; ++seed) {
        const DimensionEstimate estimate = ratio_of(waves({257, 50}, seed));
        EXPECT_NEAR(estimate.value, 50, 5 * estimate.std_error);
        mean += estimate.value / 10;
    }
    EXPECT_NEAR(mean, 50, .7);
    EXPECT_NEAR(ratio_of(at::matmul(waves({60, 1}, 1), waves({1, 30}, 2)) + 5).value, 1, .1);
    // Over the real numbers these are the same states.
    const at::Tensor x = gaussian({40, 20}, 5, at::kFloat);
    EXPECT_NEAR(ratio_of(at::complex(x, at::zeros_like(x))).value / ratio_of(x).value, 1, 1e-4);
}

TEST(participation_ratio, of_waves_agrees_with_the_average_over_all_quadruples) {
    const std::int64_t n = 7;
    const at::Tensor z = waves({n, 5}, 3).to(at::kComplexDouble) * 2 + 1;
    expect_averages_over_quadruples(z);
    const Dimension d = dimension_of(z);
    EXPECT_NEAR(d.without[0].ratio(), dimension_of(z.narrow(0, 1, n - 1)).all.ratio(), 1e-3);
    EXPECT_NEAR(d.without[3].ratio(), dimension_of(at::cat({z.narrow(0, 0, 3), z.narrow(0, 4, 3)})).all.ratio(), 1e-3);
}

TEST(participation_ratio, of_fewer_than_four_samples_does_not_exist) {
    EXPECT_FALSE(std::isfinite(ratio_of(gaussian({3, 5}, 1, at::kFloat)).value));
}

}  // namespace
}  // namespace blackbody
