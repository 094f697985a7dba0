#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "blackbody/instruments/observables/momentum/momentum.h"
#include "blackbody/instruments/observables/momentum/spectrometer.h"
#include "blackbody/instruments/observables/weighing.test.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

constexpr double pi = std::numbers::pi;

at::Tensor kernel(const std::vector<std::vector<double>>& rows) {
    at::Tensor w = at::zeros({1, 1, static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows[0].size())},
                             at::kDouble);
    for (std::size_t y = 0; y < rows.size(); ++y)
        for (std::size_t x = 0; x < rows[y].size(); ++x) w[0][0][y][x] = rows[y][x];
    return w;
}

/// cos(k·r + phase) under a Gaussian window, n x n.
at::Tensor gabor(std::int64_t n, double k, double angle, double phase, double sigma) {
    at::Tensor w = at::zeros({1, 1, n, n}, at::kDouble);
    for (std::int64_t y = 0; y < n; ++y)
        for (std::int64_t x = 0; x < n; ++x) {
            const double ry = y - (n - 1) / 2.0, rx = x - (n - 1) / 2.0;
            w[0][0][y][x] = std::exp(-(rx * rx + ry * ry) / (2 * sigma * sigma)) *
                            std::cos(k * (rx * std::cos(angle) + ry * std::sin(angle)) + phase);
        }
    return w;
}

WeightResult weigh(const at::Tensor& weight) { return weigh_momentum(site_with(weight), {}); }

}  // namespace

TEST(kernel_spectrum, equals_the_squared_transfer_function_summed_over_inputs) {
    for (const auto& sizes : {std::vector<std::int64_t>{3, 2, 3, 3}, {2, 1, 5, 4}, {2, 2, 9, 8}}) {
        Interaction interaction = *site_with(gaussian(sizes, 1)).interaction;
        interaction.dilation = {1, 2};
        const HalfZone zone(8);
        const at::Tensor energy = energy_over(kernel_spectrum(interaction), zone);
        for (std::int64_t c = 0; c < sizes[0]; ++c)
            for (std::size_t k = 0; k < zone.kx.size(); ++k) {
                double direct = 0;
                for (std::int64_t i = 0; i < sizes[1]; ++i) {
                    std::complex<double> t = 0;
                    for (std::int64_t y = 0; y < sizes[2]; ++y)
                        for (std::int64_t x = 0; x < sizes[3]; ++x)
                            t += interaction.weight[c][i][y][x].item<double>() *
                                 std::polar(1.0, -(zone.ky[k] * y + zone.kx[k] * 2 * x));
                    direct += std::norm(t);
                }
                EXPECT_NEAR(energy[c][k].item<double>(), direct, 1e-10 * (1 + direct));
            }
    }
}

TEST(momentum, of_a_kernel_that_passes_everything_sits_half_way_up_the_zone) {
    const WeightResult result = weigh(kernel({{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}));
    EXPECT_NEAR(value(result, "centre"), pi * (std::sqrt(2) + std::log(1 + std::sqrt(2))) / 3,
                1e-3);  // mean distance in a square
    EXPECT_NEAR(value(result, "bandwidth"), std::sqrt(2 * pi * pi / 3 - pi * pi / 4), 1e-3);
    EXPECT_EQ(value(result, "coherence"), 0);
    EXPECT_NEAR(value(result, "even"), 1, 1e-15);
    EXPECT_NEAR(value(result, "dc"), 1. / 9, 1e-15);
    EXPECT_EQ(value(result, "bits"), 0);
}

TEST(momentum, of_a_gabor_kernel_has_its_wave_number_direction_and_bandwidth) {
    for (const double angle : {0.0, 0.5, 1.2, pi / 2, 2.5}) {
        Site site = site_with(gabor(41, 1.2, angle, 0.3, 5));
        const KernelSpectrum spectrum = kernel_spectrum(*site.interaction);
        const HalfZone zone(128);
        const ChannelMomentum channel =
            channel_momenta(*site.interaction, spectrum, zone, energy_over(spectrum, zone))[0];
        EXPECT_NEAR(channel.centre, 1.2, 0.01);
        EXPECT_NEAR(channel.angle, angle, 0.01);
        // The window's square has σ_x = 5/√2; σ_k = 1/(2 σ_x) along each axis, and two axes.
        EXPECT_NEAR(channel.bandwidth, 1. / 5, 1e-6);
        EXPECT_GT(channel.coherence, 0.97);
    }
}

TEST(momentum, parity_of_even_odd_and_random_kernels) {
    EXPECT_NEAR(value(weigh(kernel({{1, 2, 1}, {2, 4, 2}, {1, 2, 1}})), "even"), 1, 1e-15);
    EXPECT_NEAR(value(weigh(kernel({{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}})), "even"), 0, 1e-15);
    // One channel over very many inputs averages to the law of independent entries.
    EXPECT_NEAR(value(weigh(gaussian({1, 40000, 3, 3}, 1)), "even"), 5. / 9, 0.004);
    EXPECT_NEAR(value(weigh(gaussian({1, 40000, 4, 4}, 1)), "even"), 1. / 2, 0.004);
    EXPECT_NEAR(value(weigh(gaussian({1, 40000, 3, 3}, 1)), "dc"), 1. / 9, 0.002);
}

TEST(momentum, of_a_difference_along_x_points_along_x_and_ignores_brightness) {
    const WeightResult result = weigh(kernel({{0, 0, 0}, {-1, 0, 1}, {0, 0, 0}}));
    EXPECT_EQ(value(result, "dc"), 0);
    EXPECT_EQ(value(result, "even"), 0);
    // e = 4 sin² k_x: <k_x²> = π²/3 - 1/2·... = π²/3 + c2(2)·(-1) with R(0) = 2, R(2) = -1; <k_y²> = π²/3.
    const double xx = pi * pi / 3 - 2. / 4, yy = pi * pi / 3;
    EXPECT_NEAR(value(result, "coherence"), (yy - xx) / (yy + xx), 1e-12);
}

TEST(momentum, structure_tensor_in_closed_form_agrees_with_the_sum_over_a_fine_grid) {
    const Interaction interaction = *site_with(gaussian({4, 2, 3, 4}, 1)).interaction;
    const KernelSpectrum spectrum = kernel_spectrum(interaction);
    const HalfZone zone(512);
    const at::Tensor energy = energy_over(spectrum, zone);
    const auto channels = channel_momenta(interaction, spectrum, zone, energy);
    for (std::int64_t c = 0; c < 4; ++c) {
        double xx = 0, yy = 0, yx = 0;
        for (std::size_t k = 0; k < zone.kx.size(); ++k) {
            const double e = energy[c][k].item<double>();
            xx += e * zone.kx[k] * zone.kx[k], yy += e * zone.ky[k] * zone.ky[k], yx += e * zone.ky[k] * zone.kx[k];
        }
        EXPECT_NEAR(channels[c].coherence, std::hypot(xx - yy, 2 * yx) / (xx + yy), 1e-4);
        EXPECT_NEAR(std::cos(2 * channels[c].angle), (xx - yy) / std::hypot(xx - yy, 2 * yx), 1e-3);
    }
}

TEST(momentum, aliased_share_of_white_input_follows_the_published_values) {
    auto aliased = [](const at::Tensor& weight, std::array<std::int64_t, 2> stride) {
        return aliased_share(kernel_spectrum(*site_with(weight).interaction), stride);
    };
    EXPECT_NEAR(aliased(kernel({{1}}), {1, 2}), 1. / 2, 1e-14);
    EXPECT_NEAR(aliased(kernel({{1}}), {2, 2}), 3. / 4, 1e-14);
    EXPECT_NEAR(aliased(kernel({{1, 1}}), {1, 2}), 1. / 2 - 1 / pi, 1e-14);
    EXPECT_NEAR(aliased(kernel({{1, 2, 1}}), {1, 2}), 1. / 2 - 4 / (3 * pi), 1e-14);
    EXPECT_NEAR(aliased(kernel({{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}), {2, 2}), 0.1455, 5e-5);
}

TEST(momentum, is_turned_by_a_turned_kernel_and_keeps_everything_else) {
    const at::Tensor w = gaussian({6, 3, 5, 5}, 1);
    const WeightResult a = weigh(w), b = weigh(w.rot90(1, {2, 3}).contiguous());
    for (const char* name : {"bits", "centre", "bandwidth", "coherence", "even", "dc", "alignment"})
        EXPECT_NEAR(value(a, name), value(b, name), 1e-9) << name;
}

TEST(momentum, of_a_one_dimensional_signal_has_no_second_direction) {
    Site site = site_with(gaussian({4, 2, 1, 5}, 1));
    site.interaction->input_size = {0, 100};
    const WeightResult result = weigh_momentum(site, {});
    EXPECT_NEAR(value(result, "coherence_q10"), 1, 1e-12);
    EXPECT_LT(value(result, "centre_q90"), pi);
}

TEST(momentum, fits_spatial_convolutions_only_and_says_why_not) {
    EXPECT_TRUE(fits_spatial_kernel(site_with(gaussian({2, 2, 3, 3}, 1)), {}).fits);
    EXPECT_FALSE(fits_spatial_kernel(site_with(gaussian({2, 2, 1, 1}, 1)), {}).fits);
    EXPECT_FALSE(fits_spatial_kernel({.info = {.name = "relu", .op = "Relu", .axes = "NCYX"}}, {}).fits);
    at::Tensor broken = gaussian({2, 2, 3, 3}, 1);
    broken[0][0][0][0] = std::nan("");
    EXPECT_NE(fits_spatial_kernel(site_with(broken), {}).reason, "");
}

TEST(momentum, every_value_is_described_and_lies_in_its_range) {
    const Observable* momentum = find_observable("momentum");
    ASSERT_NE(momentum, nullptr);
    for (const at::Tensor& w :
         {gaussian({8, 3, 3, 3}, 1), at::zeros({4, 2, 3, 3}, at::kDouble), gaussian({8, 1, 5, 5}, 1).to(at::kFloat)}) {
        Site site = site_with(w);
        site.interaction->stride = {2, 2};
        for (const NamedValue& v : momentum->weigh(site, {}).values) {
            const QuantityInfo* info = find_quantity(momentum->info(), v.name);
            ASSERT_NE(info, nullptr) << v.name;
            EXPECT_GE(v.value, info->low - 1e-12) << v.name;
            EXPECT_LE(v.value, info->high + 1e-12) << v.name;
        }
    }
}

TEST(spectrometer, of_identical_or_silent_channels_tells_nothing) {
    const at::Tensor one = gaussian({1, 3, 3, 3}, 1);
    EXPECT_NEAR(value(weigh(at::cat({one, one, one, one})), "bits"), 0, 1e-12);
    EXPECT_NEAR(value(weigh(at::zeros({4, 2, 3, 3}, at::kDouble)), "bits"), 0, 1e-12);
}

TEST(spectrometer, of_kernels_beside_their_mirror_images_tells_no_more_than_without_them) {
    // r -> -r leaves every |T(k)| alone: each pair is a tie at each k, whatever rounding says.
    for (Seed seed = 0; seed < 10; ++seed) {
        const at::Tensor w = gaussian({8, 3, 5, 5}, seed);
        EXPECT_NEAR(value(weigh(at::cat({w, w.flip({2, 3})})), "bits"), value(weigh(w), "bits"), 1e-12) << seed;
    }
}

TEST(spectrometer, of_a_low_pass_and_a_high_pass_of_equal_shape_tells_one_bit) {
    // e = 4 cos²(k/2) and 4 sin²(k/2): the boundary is at π/2, in the middle of the zone.
    EXPECT_NEAR(value(weigh(at::cat({kernel({{1, 1}}), kernel({{1, -1}})})), "bits"), 1, 1e-12);
}

TEST(spectrometer, gives_each_of_equal_winners_its_share_of_a_tied_cell) {
    const Spectrometer meter = spectrometer(at::tensor({1.0, 2.0, 1.0, 0.0}, at::kDouble).view({2, 2}));
    EXPECT_NEAR(meter.area[0], 0.75, 1e-15);  // half of the tie, all of the other
    EXPECT_NEAR(meter.area[1], 0.25, 1e-15);
    EXPECT_NEAR(meter.bits, -0.75 * std::log2(0.75) - 0.25 * std::log2(0.25) - 0.5, 1e-15);
}

TEST(spectrometer, changes_little_when_the_grid_is_refined_and_never_passes_its_ceiling) {
    for (const std::int64_t channels : {4, 16, 64}) {
        const KernelSpectrum spectrum =
            kernel_spectrum(*site_with(gaussian({channels, 3, 3, 3}, channels)).interaction);
        const double coarse = spectrometer(energy_over(spectrum, HalfZone(64))).bits;
        const double fine = spectrometer(energy_over(spectrum, HalfZone(256))).bits;
        EXPECT_NEAR(coarse, fine, 0.02) << channels;
        EXPECT_LE(fine, std::log2(static_cast<double>(channels)));
    }
}
