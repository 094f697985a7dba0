/// The records of the family, on real weights and on planted ones.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "blackbody/instruments/observables/spectrum/entries.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/weighing.test.h"
#include "support/random.h"
#include "support/safetensors.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::map<std::string, double> values_of(const char* observable, const Site& site,
                                        const InstrumentOptions& options = {}) {
    std::map<std::string, double> values;
    for (const NamedValue& v : find_observable(observable)->weigh(site, options).values) values[v.name] = v.value;
    return values;
}

const char* const family_members[] = {"spectrum", "bulk", "levels", "circulant"};

}  // namespace

TEST(spectrum, every_value_is_explained_lies_in_its_range_and_carries_an_error_or_a_reason) {
    for (const char* name : family_members) {
        const Observable* observable = find_observable(name);
        ASSERT_NE(observable, nullptr) << name;
        for (const at::Tensor& w : {gaussian({16, 12, 3, 3}, 1), gaussian({32, 50}, 2), gaussian({5, 40, 1, 1}, 3)}) {
            const Site site = site_with(w);
            if (!observable->fits(site, {}).fits) continue;
            for (const NamedValue& v : observable->weigh(site, {}).values) {
                const QuantityInfo* quantity = find_quantity(observable->info(), v.name);
                ASSERT_NE(quantity, nullptr) << name << " " << v.name;
                EXPECT_TRUE(std::isfinite(v.value)) << name << " " << v.name;
                EXPECT_GE(v.value, quantity->low) << name << " " << v.name;
                EXPECT_LE(v.value, quantity->high) << name << " " << v.name;
                EXPECT_TRUE(v.error.has_value()) << name << " " << v.name;
            }
        }
    }
}

TEST(spectrum, of_a_zero_weight_says_so_and_gives_no_number_that_is_not_one) {
    for (const char* name : family_members) {
        const WeightResult result = find_observable(name)->weigh(site_with(at::zeros({8, 8, 3, 3}, at::kDouble)), {});
        for (const NamedValue& v : result.values) EXPECT_TRUE(std::isfinite(v.value)) << name << " " << v.name;
        EXPECT_FALSE(result.notes.empty()) << name;
    }
}

TEST(spectrum, of_weights_that_are_not_finite_is_skipped_with_the_reason) {
    at::Tensor w = gaussian({8, 8}, 1);
    w[2][3] = std::nan("");
    for (const char* name : {"spectrum", "bulk", "levels"}) {
        const Fit fit = find_observable(name)->fits(site_with(w), {});
        EXPECT_FALSE(fit.fits);
        EXPECT_EQ(fit.reason, "the weight 'weight' holds 1 value that is not finite") << name;
    }
}

TEST(spectrum, eigenvalues_of_a_convolution_are_not_halved) {
    // conv1 of ResNet-20: 13.073290, where WeightWatcher's table says 6.536645.
    REQUIRE_SHARED("models/cifar10-resnet20.safetensors");
    const at::Tensor w = read_safetensors(shared_file("models/cifar10-resnet20.safetensors")).at("conv1.weight");
    EXPECT_NEAR(std::pow(values_of("spectrum", site_with(w))["largest_singular_value"], 2), 13.073290, 1e-5);
}

TEST(spectrum, does_not_change_under_permutations_and_rotations_of_the_units) {
    const at::Tensor w = gaussian({24, 60}, 5);
    const at::Tensor q = std::get<0>(at::linalg_qr(gaussian({24, 24}, 6))),
                     p = std::get<0>(at::linalg_qr(gaussian({60, 60}, 7)));
    const auto plain = values_of("spectrum", site_with(w));
    for (const at::Tensor& other : {w.flip(0).flip(1), at::mm(at::mm(q, w), p)}) {
        const auto turned = values_of("spectrum", site_with(other));
        for (const char* name :
             {"alpha", "stable_rank", "entropy", "largest_singular_value", "ks_distance", "log_norm"})
            EXPECT_NEAR(turned.at(name), plain.at(name), 1e-8) << name;
    }
}

TEST(spectrum, scales_with_the_weight_while_shape_does_not) {
    const auto plain = values_of("spectrum", site_with(gaussian({24, 60}, 5))),
               scaled = values_of("spectrum", site_with(gaussian({24, 60}, 5) * 10));
    for (const char* name : {"alpha", "stable_rank", "entropy", "noise_alpha", "alpha_p_value"})
        EXPECT_NEAR(scaled.at(name), plain.at(name), 1e-8) << name;
    EXPECT_NEAR(scaled.at("log_norm") - plain.at("log_norm"), 2, 1e-9);
    EXPECT_NEAR(scaled.at("xmin") / plain.at("xmin"), 100, 1e-6);
}

TEST(spectrum, slices_and_unfolding_hold_the_same_norm) {
    const WeightSpectra spectra(*site_with(gaussian({10, 6, 3, 3}, 8)).interaction);
    EXPECT_EQ(spectra.slices().pooled.size(), 54u);
    EXPECT_EQ(spectra.unfolded().pooled.size(), 10u);
    EXPECT_NEAR(spectra.slices().sum(), spectra.unfolded().sum(), 1e-9);
}

TEST(spectrum, depthwise_convolution_has_its_kernel_norms_as_singular_values) {
    const at::Tensor w = gaussian({12, 1, 3, 3}, 9);
    const WeightSpectra spectra(*site_with(w, 12).interaction);
    std::vector<double> norms = to_doubles(w.square().sum({1, 2, 3}));
    std::sort(norms.begin(), norms.end());
    for (int j = 0; j < 12; ++j) EXPECT_NEAR(spectra.unfolded().pooled[j], norms[j], 1e-12);
    EXPECT_FALSE(find_observable("bulk")->fits(site_with(w, 12), {}).fits);
    EXPECT_TRUE(find_observable("spectrum")->fits(site_with(w, 12), {}).fits);
}

TEST(spectrum, is_decomposed_once_while_its_weight_lives) {
    const Site site = site_with(gaussian({6, 6}, 1));
    EXPECT_EQ(spectra_of(*site.interaction).get(), spectra_of(*site.interaction).get());
    const Site other = site_with(gaussian({6, 6}, 2));
    EXPECT_NE(spectra_of(*site.interaction).get(), spectra_of(*other.interaction).get());
}

TEST(spectrum, noise_has_the_alpha_of_noise) {
    const auto v = values_of("spectrum", site_with(gaussian({64, 64, 3, 3}, 10)));
    EXPECT_NEAR(v.at("hill_alpha"), 2.12, .1);  // square slices
    EXPECT_LT(std::abs(v.at("alpha") - v.at("noise_alpha")), 4 * v.at("noise_alpha_spread"));
}

TEST(spectrum, as_a_null_is_only_what_nulls_compare) {
    const WeightResult null =
        find_observable("spectrum")->weigh(site_with(gaussian({16, 16, 3, 3}, 1)), {.as_null = true});
    EXPECT_TRUE(null.curves.empty());
    for (const NamedValue& v : null.values) EXPECT_EQ(v.name.find("p_value"), std::string::npos) << v.name;
    EXPECT_GE(null.values.size(), 8u);
}

TEST(bulk, planted_direction_is_found_with_its_strength_and_noise_has_none) {
    const at::Tensor u = gaussian({64, 1}, 1), v = gaussian({1, 256}, 2);
    const double theta = 2;
    const at::Tensor spike = at::mm(u / u.norm(), v / v.norm()) * (theta * 16);
    const auto with = values_of("bulk", site_with((gaussian({64, 256}, 3) + spike) * .03));
    EXPECT_EQ(with.at("spikes"), 1);
    EXPECT_NEAR(with.at("top_strength"), theta, .2);
    EXPECT_NEAR(with.at("sigma"), .03, .001);
    EXPECT_LT(with.at("top_p_value"), 1e-6);
    EXPECT_EQ(with.at("outlier_entries"), 0);
    const auto without = values_of("bulk", site_with(gaussian({64, 256}, 3) * .03));
    EXPECT_EQ(without.at("spikes"), 0);
    EXPECT_EQ(without.at("top_strength"), 0);
    EXPECT_GT(without.at("top_p_value"), .01);
}

TEST(bulk, a_single_entry_makes_a_direction_that_clipping_it_removes_and_it_is_named) {
    at::Tensor w = gaussian({32, 8, 3, 3}, 4) * .05;
    w[17][3][2][1] = 4.5;
    const WeightResult result = find_observable("bulk")->weigh(site_with(w), {});
    std::map<std::string, double> v;
    for (const NamedValue& value : result.values) v[value.name] = value.value;
    EXPECT_EQ(v.at("outlier_entries"), 1);
    EXPECT_GT(v.at("top_score"), 50);
    EXPECT_GT(v.at("top_entry_share"), .95);
    EXPECT_LT(v.at("clipped_score"), 2.03);
    EXPECT_GT(v.at("entry_kurtosis"), 100);
    ASSERT_FALSE(result.notes.empty());
    EXPECT_NE(result.notes.front().find("output 17, input 3, tap (2, 1): 4.5"), std::string::npos)
        << result.notes.front();
}

TEST(bulk, loud_channels_are_no_outlier_entries_and_leave_the_kurtosis_within_channels_alone) {
    const at::Tensor w = gaussian({32, 72}, 4);
    at::Tensor folded = w.clone();
    for (int c = 0; c < 32; c += 8) folded[c] *= 12;
    const auto plain = values_of("bulk", site_with(w)), loud = values_of("bulk", site_with(folded));
    EXPECT_EQ(loud.at("outlier_entries"), 0);
    EXPECT_GT(loud.at("entry_kurtosis"), 3);
    EXPECT_NEAR(loud.at("channel_kurtosis"), plain.at("channel_kurtosis"), 1e-9);
    const std::vector<OutlierEntry> none = outlier_entries(*site_with(folded).interaction);
    EXPECT_TRUE(none.empty());

    // A channel that is 0 has no law, and leaves that of the others alone.
    const at::Tensor silent = at::cat({w, at::zeros({8, 72}, at::kDouble)});
    EXPECT_NEAR(values_of("bulk", site_with(silent)).at("channel_kurtosis"), plain.at("channel_kurtosis"), 1e-9);
}

TEST(bulk, entries_of_a_group_are_named_by_the_channels_of_the_layer_and_are_large_no_more_when_clipped) {
    at::Tensor w = gaussian({16, 8, 3, 3}, 5) * .1;
    w[12][6][0][2] = -9;  // group 1 of two: inputs 8 .. 15
    const Site site = site_with(w, 2);
    const std::vector<OutlierEntry> found = outlier_entries(*site.interaction);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].output, 12);
    EXPECT_EQ(found[0].input, 14);
    EXPECT_EQ(found[0].tap_y, 0);
    EXPECT_EQ(found[0].tap_x, 2);
    EXPECT_NEAR(found[0].value, -9, 1e-12);
    EXPECT_LT(found[0].clip_to, 0);
    const at::Tensor after = clipped(*spectra_of(*site.interaction), found).reshape({16, 8, 3, 3});
    EXPECT_NEAR(after[12][6][0][2].item<double>(), found[0].clip_to, 1e-12);
    EXPECT_NEAR((after - w).abs().sum().item<double>(), 9 + found[0].clip_to, 1e-9);
    EXPECT_TRUE(outlier_entries(*site_with(after, 2).interaction).empty());
}

TEST(bulk, where_half_of_the_values_stand_out_nothing_is_said) {
    const WeightResult result = find_observable("bulk")->weigh(
        site_with(at::mm(gaussian({64, 40}, 1), gaussian({40, 200}, 2)) + .01 * gaussian({64, 200}, 3)), {});
    EXPECT_TRUE(result.values.empty());
    EXPECT_TRUE(result.curves.empty());
    ASSERT_EQ(result.notes.size(), 1u);
    EXPECT_EQ(result.notes[0], "no bulk: at least half of the singular values stand out");
}

TEST(spectrum, values_that_differ_by_rounding_are_equal_and_have_no_power_law_and_no_spacings) {
    const at::Tensor q = std::get<0>(at::linalg_qr(gaussian({64, 64}, 1))),
                     r = std::get<0>(at::linalg_qr(gaussian({64, 64}, 2)));
    at::Tensor two = at::ones({64}, at::kDouble);
    two.narrow(0, 0, 32).fill_(2);
    for (const at::Tensor& w : {q, at::mm(q * two, r)})
        for (const at::ScalarType type : {at::kDouble, at::kFloat, at::kHalf}) {
            const Site site = site_with(w.to(type));
            const WeightResult result = find_observable("spectrum")->weigh(site, {});
            for (const NamedValue& v : result.values) EXPECT_EQ(v.name.find("alpha"), std::string::npos) << v.name;
            ASSERT_FALSE(result.notes.empty());
            EXPECT_NE(result.notes[0].find("differ by more than rounding"), std::string::npos) << result.notes[0];
            EXPECT_EQ(values_of("levels", site).count("spacing_ratio"), 0u) << type;
        }
}

TEST(spectrum, half_precision_leaves_levels_of_noise_apart) {
    const at::Tensor w = gaussian({100, 150}, 5);
    const auto exact = values_of("levels", site_with(w)), rounded = values_of("levels", site_with(w.to(at::kHalf)));
    EXPECT_NEAR(rounded.at("spacing_ratio"), exact.at("spacing_ratio"), .02);
    EXPECT_NEAR(values_of("spectrum", site_with(w.to(at::kHalf))).at("hill_alpha"),
                values_of("spectrum", site_with(w)).at("hill_alpha"), .02);
}

TEST(spectrum, departure_from_noise_is_about_one_of_noise_and_large_of_a_planted_direction_or_a_flat_spectrum) {
    double mean = 0;
    for (Seed seed = 0; seed < 20; ++seed)
        mean += values_of("spectrum", site_with(gaussian({24, 60}, seed))).at("noise_departure") / 20;
    EXPECT_GT(mean, .4);
    EXPECT_LT(mean, 2);
    const at::Tensor u = gaussian({24, 1}, 1), v = gaussian({1, 60}, 2);
    const at::Tensor spike = at::mm(u / u.norm(), v / v.norm()) * 20;
    EXPECT_GT(values_of("spectrum", site_with(gaussian({24, 60}, 3) + spike)).at("noise_departure"), 6);
    EXPECT_GT(values_of("spectrum", site_with(std::get<0>(at::linalg_qr(gaussian({60, 24}, 4))))).at("noise_departure"),
              6);
}

TEST(levels, noise_repels_and_its_vectors_are_spread) {
    const auto v = values_of("levels", site_with(gaussian({100, 150}, 5)));
    EXPECT_NEAR(v.at("spacing_ratio"), .5307, .08);
    EXPECT_LT(v.at("localised_output"), .06);
    EXPECT_LT(v.at("localised_input"), .06);
    EXPECT_NEAR(v.at("entropy_deficit_output"), 0, .03);
    EXPECT_NEAR(v.at("top_participation_input"), 1, .5);
}

TEST(levels, a_diagonal_weight_has_localised_vectors) {
    at::Tensor w = at::zeros({40, 40}, at::kDouble);
    for (int i = 0; i < 40; ++i) w[i][i] = 1 + i * i;
    const auto v = values_of("levels", site_with(w));
    EXPECT_EQ(v.at("localised_output"), 1);
    EXPECT_NEAR(v.at("top_participation_output"), 42.0 / 3, 1e-9);
}

TEST(spectrum, of_the_bundled_resnet_has_a_fit_a_null_and_a_verdict_on_every_layer) {
    REQUIRE_SHARED("models/cifar10-resnet20.safetensors");
    for (const auto& [name, w] : read_safetensors(shared_file("models/cifar10-resnet20.safetensors"))) {
        if (w.dim() < 2) continue;
        const auto v = values_of("spectrum", site_with(w));
        EXPECT_GT(v.at("alpha"), 1) << name;
        EXPECT_EQ(v.at("alpha_supported"), v.at("alpha_p_value") >= .1 && v.at("tail_count") >= 50) << name;
        EXPECT_LE(v.at("alpha_low"), v.at("alpha")) << name;
        EXPECT_GE(v.at("alpha_high"), v.at("alpha")) << name;
        EXPECT_GT(v.at("alpha_p_value"), 0) << name;
        EXPECT_GT(v.at("noise_alpha"), 1) << name;
    }
}
