/// Spectra of complex weights belong to another universality class: β = 2.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/instruments/observables/spectrum/bulk_fit.h"
#include "blackbody/instruments/observables/spectrum/circulant.h"
#include "blackbody/instruments/observables/spectrum/level_statistics.h"
#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"
#include "blackbody/instruments/observables/spectrum/porter_thomas.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"
#include "blackbody/instruments/observables/weighing.test.h"
#include "support/random.h"

using namespace blackbody;
using blackbody::testing::site_with;
using blackbody::testing::value;

namespace {

at::Tensor random_complex(at::IntArrayRef sizes, std::uint64_t seed = 3) {
    return blackbody::testing::RandomTensors(seed).normal(sizes, at::kComplexDouble);
}

WeightResult measured(const std::string& observable, const at::Tensor& weight, const InstrumentOptions& options = {}) {
    return find_observable(observable)->weigh(site_with(weight, 1, {6, 5}), options);
}

}  // namespace

/// Moments of F2 (Bornemann 2010), by summation over the cumulative function.
TEST(complex_weights, the_largest_value_of_noise_has_the_second_tracy_widom_law) {
    double mean = 0, square = 0;
    const double step = .001;
    for (double s = -8.9995; s < 12; s += step) {
        const double weight = tracy_widom_cdf(s + step / 2, 2) - tracy_widom_cdf(s - step / 2, 2);
        mean += weight * s, square += weight * s * s;
    }
    EXPECT_NEAR(mean, -1.7710868074, 1e-5);
    EXPECT_NEAR(square - mean * mean, .8131947928, 1e-5);
    EXPECT_NEAR(tracy_widom_tail(4 - 1e-9, 2) / tracy_widom_tail(4 + 1e-9, 2), 1, 1e-6);
    EXPECT_NEAR(tracy_widom_tail(12 - 1e-9, 2) / tracy_widom_tail(12 + 1e-9, 2), 1, 1e-6);
}

TEST(complex_weights, noise_of_complex_matrices_fluctuates_about_its_edge_by_that_law) {
    const std::int64_t p = 40, n = 60;
    const EdgeScale edge = noise_edge(p, n, 2);
    double mean = 0, drawn = 0;
    const int draws = 400;
    for (int d = 0; d < draws; ++d) {
        const at::Tensor lambda = squared_singular_values(random_complex({p, n}, 100 + d));
        mean += (lambda[p - 1].item<double>() - edge.centre) / edge.width / draws;
        Random random(d);
        std::vector<double> bidiagonal;
        draw_noise_spectrum(p, n, random, bidiagonal, 2);
        drawn += (bidiagonal.back() / 2 - edge.centre) / edge.width / draws;
    }
    // Standard error .045, and the corrections of finite size.
    EXPECT_NEAR(mean, -1.771, .2);
    EXPECT_NEAR(drawn, -1.771, .2);
}

TEST(complex_weights, levels_repel_as_the_unitary_ensemble_says) {
    const WeightResult result = measured("levels", random_complex({300, 300}));
    EXPECT_NEAR(value(result, "spacing_ratio"), gue_ratio, .03);
    EXPECT_LT(value(result, "localised_output"), .05);
    EXPECT_NEAR(value(result, "entropy_deficit_output"), 0, .01);
    EXPECT_NEAR(value(result, "entropy_deficit_input"), 0, .01);
    ASSERT_FALSE(result.notes.empty());
    EXPECT_NE(result.notes[0].find("0.5996"), std::string::npos);
}

TEST(complex_weights, random_complex_vectors_have_their_own_participation) {
    const std::int64_t n = 50;
    double participation = 0, entropy = 0;
    const int draws = 2000;
    for (int d = 0; d < draws; ++d) {
        const at::Tensor v = random_complex({n}, d).abs();
        const std::span<const double> moduli(v.const_data_ptr<double>(), n);
        participation += inverse_participation(moduli) / draws, entropy += component_entropy(moduli) / draws;
    }
    EXPECT_NEAR(participation / random_inverse_participation(n, 2), 1, .01);
    EXPECT_NEAR(entropy, random_component_entropy(n, 2), .01);
}

TEST(complex_weights, noise_has_no_spikes_and_a_planted_one_is_found) {
    const at::Tensor noise = random_complex({60, 200});
    EXPECT_EQ(value(measured("bulk", noise), "spikes"), 0);
    EXPECT_NEAR(value(measured("bulk", noise), "sigma"), 1, .02);
    EXPECT_NEAR(value(measured("bulk", noise), "entry_kurtosis"), 0, .1);
    const at::Tensor u = random_complex({60, 1}, 4), v = random_complex({1, 200}, 5);
    const WeightResult planted = measured("bulk", noise + 2 * std::sqrt(200.) * at::matmul(u, v) / u.norm() / v.norm());
    EXPECT_EQ(value(planted, "spikes"), 1);
    EXPECT_NEAR(value(planted, "top_strength"), 2, .15);
}

TEST(complex_weights, a_convolution_on_a_ring_has_the_singular_values_of_its_whole_matrix) {
    const at::Tensor w = random_complex({3, 2, 3, 3});
    const CirculantSpectrum s = circulant_spectrum(*site_with(w, 1, {6, 5}).interaction);
    // The matrix [3·6·5, 2·6·5], entry by entry.
    at::Tensor whole = at::zeros({3, 6, 5, 2, 6, 5}, at::kComplexDouble);
    for (int y = 0; y < 6; ++y)
        for (int x = 0; x < 5; ++x)
            for (int dy = 0; dy < 3; ++dy)
                for (int dx = 0; dx < 3; ++dx)
                    whole.select(1, y).select(1, x).select(2, (y + dy) % 6).select(2, (x + dx) % 5) +=
                        w.select(2, dy).select(2, dx);
    const at::Tensor expected = std::get<0>(squared_singular_values(whole.reshape({90, 60})).sort());
    const at::Tensor found = std::get<0>(at::tensor(s.lambda, at::kDouble).sort());
    ASSERT_EQ(found.size(0), 60);
    EXPECT_LT((found - expected).abs().max().item<double>(), 1e-10 * expected[59].item<double>());
    for (const double m : s.multiplicity) EXPECT_EQ(m, 1);
}

TEST(complex_weights, a_common_phase_changes_no_spectrum) {
    const at::Tensor w = random_complex({6, 5, 3, 3}), turned = w * c10::complex<double>(.6, .8);
    for (const std::string name : {"spectrum", "levels", "bulk", "circulant"}) {
        const WeightResult one = measured(name, w), other = measured(name, turned);
        ASSERT_EQ(one.values.size(), other.values.size()) << name;
        for (std::size_t i = 0; i < one.values.size(); ++i)
            EXPECT_NEAR(one.values[i].value, other.values[i].value, 1e-7 * std::max(1., std::abs(one.values[i].value)))
                << name << " " << one.values[i].name;
    }
}

TEST(complex_weights, weightwatcher_is_not_asked_about_them) {
    const Fit fit =
        find_observable("weightwatcher")
            ->fits(site_with(random_complex({8, 8})), {.own = {SpectrumOptions{.convention = "weightwatcher"}}});
    EXPECT_FALSE(fit.fits);
    EXPECT_NE(fit.reason.find("complex"), std::string::npos);
}
