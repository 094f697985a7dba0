#include "blackbody/systems/layered/waves/energy_shares.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "blackbody/systems/layered/activations.h"
#include "blackbody/util/errors.h"

using namespace blackbody;

namespace {

constexpr std::int64_t points = 1 << 14;

at::Tensor cosine(double amplitude = 1) {
    return amplitude * (at::arange(points, at::kDouble) * (2 * std::numbers::pi / points)).cos();
}

void expect_shares(const at::Tensor& wave, double elastic, double steady, double fresh) {
    const EnergyShares shares = energy_shares(wave, {1, -1});
    EXPECT_NEAR(shares.elastic, elastic, 1e-6);
    EXPECT_NEAR(shares.steady, steady, 1e-6);
    EXPECT_NEAR(shares.fresh, fresh, 1e-6);
}

EnergyShares after(const std::string& activation, const std::vector<std::int64_t>& numbers) {
    const at::Tensor wave = ring_waves(points, numbers, std::vector<double>(numbers.size(), 1));
    return energy_shares(find_wave_activation(activation).apply(wave, at::full({1}, -.4, at::kDouble)), numbers);
}

}  // namespace

TEST(energy_shares, real_activations_have_their_closed_forms) {
    using std::numbers::pi;
    const at::Tensor c = cosine();
    expect_shares(at::relu(c), .5, 4 / (pi * pi), .5 - 4 / (pi * pi));
    const double a = .1, steady = 4 * (1 - a) * (1 - a) / (pi * pi * (1 + a * a)),
                 elastic = (1 + a) * (1 + a) / (2 * (1 + a * a));
    EXPECT_NEAR(elastic, .599010, 5e-7);
    expect_shares(at::leaky_relu(c, a), elastic, steady, 1 - elastic - steady);
    expect_shares(c.abs(), 0, 8 / (pi * pi), 1 - 8 / (pi * pi));
    expect_shares(c * c, 0, 2. / 3, 1. / 3);
    expect_shares(c.tanh(), .995522, 0, .004478);
    expect_shares(at::gelu(c), .730995, .183948, .085057);
}

TEST(energy_shares, a_sign_keeps_eight_over_pi_squared) {
    // The jump falls between two points.
    const at::Tensor x = (at::arange(points, at::kDouble) + .5) * (2 * std::numbers::pi / points);
    expect_shares(x.cos().sign(), 8 / (std::numbers::pi * std::numbers::pi), 0,
                  1 - 8 / (std::numbers::pi * std::numbers::pi));
}

TEST(energy_shares, modrelu_leaves_one_plane_wave_elastic_and_a_mixture_not) {
    EXPECT_NEAR(after("modrelu", {5}).elastic, 1, 1e-12);
    EXPECT_EQ(scattering_of(after("modrelu", {5})), Scattering::elastic);
    EXPECT_EQ(scattering_of(after("modrelu", {5, 9})), Scattering::inelastic);
}

TEST(energy_shares, a_phase_only_layer_keeps_the_bessel_share_of_two_waves) {
    // |z|² = 2 + 2 cos: incident amplitudes J0(2) + i J1(2).
    const double j0 = std::cyl_bessel_j(0, 2.), j1 = std::cyl_bessel_j(1, 2.);
    EXPECT_NEAR(after("phase", {5, 9}).elastic, j0 * j0 + j1 * j1, 1e-12);
    EXPECT_NEAR(after("phase", {5, 9}).elastic, .3827, 5e-5);
    EXPECT_NEAR(after("phase", {5}).elastic, 1, 1e-12);
}

TEST(energy_shares, measuring_one_plane_wave_is_reactive) {
    EXPECT_EQ(scattering_of(after("intensity", {5})), Scattering::reactive);
    EXPECT_NEAR(after("modulus", {5}).steady, 1, 1e-12);
}

TEST(energy_shares, they_sum_to_one_and_nothing_has_none) {
    for (const char* name : {"crelu", "modrelu", "cardioid", "phase", "modulus", "intensity"}) {
        const EnergyShares shares = after(name, {3, 5, -8});
        EXPECT_NEAR(shares.elastic + shares.steady + shares.fresh, 1, 1e-12) << name;
    }
    EXPECT_EQ(energy_shares(at::zeros({8}), {1}).elastic, 0);
}
