/// Where layers of excitation send the energy of waves: every reference value of the closed forms, through the layers.
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/layered/waves/energy_shares.h"
#include "support/wave_layers.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

constexpr std::int64_t points = 1 << 14;

at::Tensor turns(double shift = 0) {
    return (at::arange(points, at::kDouble) + shift) * (2 * std::numbers::pi / points);
}

EnergyShares of_cosine(const std::string& text, double shift = 0) {
    const auto layer = layer_of(text, {Field::real, 1, {1, points}}, Field::real);
    return energy_shares(layer->forward(turns(shift).cos().view({1, 1, 1, -1}), {}), {1, -1});
}

/// Complex plane waves of unit amplitude; what a layer with a level does is looked at with the level -.4.
EnergyShares of_waves(const std::string& text, const std::vector<std::int64_t>& numbers) {
    const auto layer = layer_of(text, {Field::complex, 1, {1, points}});
    if (!layer->parameters().empty() && layer->parameters()[0]->name == "level")
        layer->parameters()[0]->value.fill_(-.4);
    const at::Tensor wave = ring_waves(points, numbers, std::vector<double>(numbers.size(), 1)).view({1, 1, 1, -1}),
                     out = layer->forward(planes_of(wave), {}).detach();
    return energy_shares(layer->shape().field == Field::complex ? complex_view(out) : out, numbers);
}

void expect_shares(const EnergyShares& shares, double steady, double elastic, double fresh) {
    EXPECT_NEAR(shares.steady, steady, 1e-6);
    EXPECT_NEAR(shares.elastic, elastic, 1e-6);
    EXPECT_NEAR(shares.fresh, fresh, 1e-6);
}

}  // namespace

TEST(excitation_layers, real_ones_leave_the_reference_shares_of_a_cosine) {
    expect_shares(of_cosine("relu"), .405285, .5, .094715);
    EXPECT_NEAR(of_cosine("leaky").elastic, .599010, 1e-6);
    EXPECT_NEAR(of_cosine("leaky slope .3").elastic, 1.69 / (2 * 1.09), 1e-6);
    expect_shares(of_cosine("abs"), .810569, 0, .189431);
    expect_shares(of_cosine("square"), 2. / 3, 0, 1. / 3);
    // The jump falls between two points.
    expect_shares(of_cosine("sign", .5), 0, .810569, .189431);
    expect_shares(of_cosine("tanh"), 0, .995522, .004478);
    expect_shares(of_cosine("gelu"), .183948, .730995, .085057);
}

TEST(excitation_layers, one_plane_wave_stays_elastic_where_directions_are_kept_and_a_mixture_does_not) {
    for (const std::string text : {"modrelu", "phase"}) {
        EXPECT_EQ(scattering_of(of_waves(text, {5})), Scattering::elastic) << text;
        EXPECT_EQ(scattering_of(of_waves(text, {5, 9})), Scattering::inelastic) << text;
    }
    EXPECT_EQ(scattering_of(of_waves("crelu", {5})), Scattering::inelastic);
    EXPECT_EQ(scattering_of(of_waves("cardioid", {5})), Scattering::inelastic);
    EXPECT_EQ(scattering_of(of_waves("intensity", {5})), Scattering::reactive);
    EXPECT_EQ(scattering_of(of_waves("modulus", {5})), Scattering::reactive);
    EXPECT_EQ(scattering_of(of_waves("coupled elastic", {5})), Scattering::elastic);
    EXPECT_EQ(scattering_of(of_waves("coupled elastic", {5, 9})), Scattering::inelastic);
}

TEST(excitation_layers, a_phase_only_layer_keeps_the_reference_share_of_two_waves) {
    const double j0 = std::cyl_bessel_j(0, 2.), j1 = std::cyl_bessel_j(1, 2.);
    EXPECT_NEAR(of_waves("phase", {5, 9}).elastic, j0 * j0 + j1 * j1, 1e-12);
    EXPECT_NEAR(of_waves("phase", {5, 9}).elastic, .3827, 5e-5);
}

TEST(excitation_layers, the_cardioid_keeps_two_thirds_of_a_plane_wave) {
    // (1 + cos t) e^{it} / 2 = e^{it} / 2 + (e^{2it} + 1) / 4: energies 1/4, 1/16, 1/16.
    const EnergyShares shares = of_waves("cardioid", {1});
    expect_shares(shares, 1. / 6, 2. / 3, 1. / 6);
}

TEST(excitation_layers, the_rectifier_of_both_parts_leaves_one_plane_wave_the_share_of_its_series) {
    // relu(cos) + i relu(sin): the coefficient of e^{it} is 1/2 of an energy of 1/2; of e^{-it} it is 0.
    const EnergyShares shares = of_waves("crelu", {1});
    expect_shares(shares, 4 / (std::numbers::pi * std::numbers::pi), .5,
                  .5 - 4 / (std::numbers::pi * std::numbers::pi));
}

/// relu(|z| cos t) = |z| Σ_k c_k e^{ikt}: c_0 = 1/π, c_±1 = 1/4, c_k = -i^k / (π (k² - 1)) for even k (M4).
TEST(excitation_layers, a_rectifier_acts_on_a_phase_by_its_harmonics) {
    using std::numbers::pi;
    const double modulus = 2.5;
    const auto layer = layer_of("relu", {Field::real, 1, {1, points}}, Field::real);
    const at::Tensor out = layer->forward(modulus * turns().cos().view({1, 1, 1, -1}), {}).flatten(),
                     c = at::real(at::fft_fft(out.to(at::kComplexDouble))) / (modulus * points);
    const auto coefficient = [&](std::int64_t k) { return c[k].item<double>(); };
    EXPECT_NEAR(coefficient(0), 1 / pi, 1e-7);
    EXPECT_NEAR(coefficient(1), .25, 1e-7);
    for (const int k : {2, 4, 6, 10})
        EXPECT_NEAR(coefficient(k), -(k % 4 == 0 ? 1 : -1) / (pi * (k * k - 1)), 1e-7) << k;
    for (const int k : {3, 5, 7}) EXPECT_NEAR(coefficient(k), 0, 1e-12);
}
