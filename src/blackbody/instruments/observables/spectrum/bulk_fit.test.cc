#include "blackbody/instruments/observables/spectrum/bulk_fit.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/outer.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/rng.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

at::Tensor unit(const at::Tensor& v) { return v / v.norm(); }

std::vector<double> spectrum_of(const at::Tensor& w) { return to_doubles(squared_singular_values(w)); }

}  // namespace

TEST(bulk_fit, finds_the_noise_and_no_spike_in_pure_noise) {
    int false_alarms = 0;
    for (Seed seed = 0; seed < 20; ++seed) {
        const BulkFit fit = fit_bulk(spectrum_of(gaussian({100, 300}, seed) * .05), 100, 300);
        EXPECT_NEAR(fit.sigma, .05, .0015);
        EXPECT_LT(fit.distance, .05);  // 100 independent values would have .09
        false_alarms += !fit.spikes.empty();
    }
    EXPECT_LE(false_alarms, 2);  // 1 % each
}

TEST(bulk_fit, one_matrix_of_noise_in_a_hundred_has_a_spike_whatever_its_shape) {
    for (const auto& [p, n] : {std::pair{8, 8}, {8, 64}, {16, 16}, {16, 144}, {27, 64}, {64, 64}}) {
        int with_spikes = 0;
        for (int d = 0; d < 3000; ++d) {
            Random random(1000 * p + n, static_cast<std::uint64_t>(d));
            std::vector<double> lambda;
            draw_noise_spectrum(p, n, random, lambda);
            with_spikes += !fit_bulk(lambda, p, n).spikes.empty();
        }
        EXPECT_GE(with_spikes, 15) << p << " x " << n;  // .005
        EXPECT_LE(with_spikes, 60) << p << " x " << n;  // .02
    }
}

TEST(bulk_fit, a_bulk_of_which_half_stands_out_is_refused) {
    std::vector<double> lambda;
    for (int k = 0; k < 40; ++k) lambda.push_back(std::exp(.4 * k));
    try {
        fit_bulk(lambda, 40, 100);
        FAIL();
    } catch (const NumericalError& error) {
        EXPECT_STREQ(error.what(), "no bulk: at least half of the singular values stand out");
    }
}

TEST(bulk_fit, measures_the_published_spike) {
    // 400 x 1600, θ = 1.2: λ/(nσ²) 2.8636, overlaps .7493 and .5190 (p and n side).
    const double theta = 1.2, y = .25;
    const Spike law = spike_at(2.8636111111, y);
    EXPECT_NEAR(law.theta, theta, 1e-6);
    EXPECT_NEAR(law.overlap_short, .7493, 2e-4);
    EXPECT_NEAR(law.overlap_long, .5190, 2e-4);

    // The same from matrices; one strays from the law by .08 in λ/(nσ²) and .025 in the overlaps, so eight are
    // averaged.
    double strength = 0, best = 0, off_short = 0, off_long = 0;
    for (Seed seed = 0; seed < 8; ++seed) {
        const at::Tensor u = unit(gaussian({400, 1}, 10 + seed).flatten()),
                         v = unit(gaussian({1600, 1}, 20 + seed).flatten());
        const SingularSystem system =
            singular_system((gaussian({400, 1600}, 30 + seed) + theta * 40.0 * at::outer(u, v)) * .1);
        const BulkFit fit = fit_bulk(to_doubles(system.lambda), 400, 1600);
        ASSERT_EQ(fit.spikes.size(), 1u);
        EXPECT_NEAR(fit.sigma, .1, .001);
        EXPECT_LT(fit.spikes[0].p_value, 1e-8);
        strength += fit.spikes[0].theta / 8, best += std::sqrt(fit.spikes[0].shrunken) / 8;
        off_short += std::pow(at::dot(u, system.left.select(1, 399)).item<double>(), 2) / 8;
        off_long += std::pow(at::dot(v, system.right.select(1, 399)).item<double>(), 2) / 8;
    }
    EXPECT_NEAR(strength, theta, .05);
    EXPECT_NEAR(off_short, law.overlap_short, .03);
    EXPECT_NEAR(off_long, law.overlap_long, .03);
    // The shrunken value is the planted matrix seen along the found directions: θ sqrt(n) σ |<u,û><v,v̂>|.
    EXPECT_NEAR(best, theta * 4.0 * std::sqrt(law.overlap_short * law.overlap_long), .2);
}

TEST(bulk_fit, a_spike_below_the_threshold_of_visibility_has_no_strength) {
    const double y = .25;
    EXPECT_EQ(spike_at((1 + std::sqrt(y)) * (1 + std::sqrt(y)) - 1e-6, y).theta, 0);
    EXPECT_NEAR(spike_at((1 + std::sqrt(y)) * (1 + std::sqrt(y)) + 1e-9, y).theta, std::pow(y, .25), 1e-3);
}

TEST(bulk_fit, scales_with_the_weight) {
    const at::Tensor w = gaussian({60, 200}, 9);
    const BulkFit a = fit_bulk(spectrum_of(w), 60, 200), b = fit_bulk(spectrum_of(w * 1000), 200, 60);
    EXPECT_NEAR(b.sigma / a.sigma, 1000, 1e-6);
    EXPECT_NEAR(b.high / a.high, 1e6, 1e-3);
    EXPECT_NEAR(a.distance, b.distance, 1e-9);
}

TEST(bulk_fit, hard_threshold_factors_are_those_of_gavish_and_donoho) {
    EXPECT_NEAR(gavish_donoho_factor(1), 2.858362, 2e-6);
    EXPECT_NEAR(gavish_donoho_factor(.5), 2.171185, 2e-6);
    EXPECT_NEAR(gavish_donoho_factor(.25), 1.836866, 2e-6);
    EXPECT_NEAR(gavish_donoho_factor(.1), 1.608772, 2e-6);
}

TEST(bulk_fit, keeps_the_planted_rank_and_drops_the_noise) {
    const at::Tensor low_rank = at::mm(gaussian({80, 3}, 4), gaussian({3, 120}, 5)) * 2.0;
    EXPECT_EQ(gavish_donoho_rank(spectrum_of(low_rank + gaussian({80, 120}, 6)), 80, 120), 3);
    EXPECT_EQ(fit_bulk(spectrum_of(low_rank + gaussian({80, 120}, 6)), 80, 120).spikes.size(), 3u);
}

TEST(bulk_fit, a_matrix_without_noise_is_refused_with_the_reason) {
    EXPECT_THROW(fit_bulk(std::vector<double>(10, 0.0), 10, 10), NumericalError);
    EXPECT_THROW(fit_bulk(std::vector<double>{1, 2, 3}, 3, 9), NumericalError);
}

TEST(noise_spectrum, bidiagonal_model_and_a_matrix_of_noise_have_the_same_law) {
    // Checked independently: means of each ordered value over 300 draws.
    const std::int64_t p = 6, n = 11, draws = 300;
    std::vector<double> model(p, 0.0), matrix(p, 0.0);
    Random random(77);
    for (std::int64_t d = 0; d < draws; ++d) {
        std::vector<double> one;
        draw_noise_spectrum(n, p, random, one);
        const std::vector<double> other = spectrum_of(gaussian({p, n}, 1000 + d));
        for (std::int64_t k = 0; k < p; ++k) model[k] += one[k] / draws, matrix[k] += other[k] / draws;
    }
    for (std::int64_t k = 0; k < p; ++k) EXPECT_NEAR(model[k] / matrix[k], 1, .12) << k;
    double trace = 0;
    for (double l : model) trace += l;
    EXPECT_NEAR(trace, static_cast<double>(n * p), 3 * std::sqrt(2.0 * n * p / draws));
}

TEST(noise_spectrum, eigenvalues_of_a_tridiagonal_matrix_are_those_of_a_dense_solver) {
    for (std::int64_t n : {1, 2, 3, 17, 120}) {
        Random random(n);
        std::vector<double> d(n), e(n - 1), dense(n * n, 0.0);
        for (double& v : d) v = random.normal();
        for (double& v : e) v = random.normal();
        for (std::int64_t i = 0; i < n; ++i) dense[i * n + i] = d[i];
        for (std::int64_t i = 0; i + 1 < n; ++i) dense[i * n + i + 1] = dense[(i + 1) * n + i] = e[i], e[i] *= e[i];
        const std::vector<double> expected =
            to_doubles(at::linalg_eigvalsh(at::from_blob(dense.data(), {n, n}, at::kDouble)));
        tridiagonal_eigenvalues(d, e);
        for (std::int64_t k = 0; k < n; ++k) EXPECT_NEAR(d[k], expected[k], 1e-12 * static_cast<double>(n)) << n;
    }
}

TEST(noise_spectrum, largest_value_follows_tracy_widom) {
    double mean = 0, square = 0;
    const int draws = 1000;
    const EdgeScale edge = noise_edge(200, 400);
    Random random(3);
    for (int d = 0; d < draws; ++d) {
        std::vector<double> lambda;
        draw_noise_spectrum(200, 400, random, lambda);
        const double s = (lambda.back() - edge.centre) / edge.width;
        mean += s / draws, square += s * s / draws;
    }
    EXPECT_NEAR(mean, -1.2065, .15);  // standard error .04, finite size about .03
    EXPECT_NEAR(square - mean * mean, 1.6078, .3);
}
