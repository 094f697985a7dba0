#include "blackbody/systems/layered/activations.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "blackbody/util/errors.h"
#include "support/random.h"

using namespace blackbody;
using blackbody::testing::RandomTensors;

namespace {

at::Tensor waves() { return RandomTensors(3).normal({40}, at::kComplexDouble); }

const at::Tensor level = at::full({1}, -.3, at::kDouble);

}  // namespace

/// Wirtinger: d Re f = Re(g* dz) for the gradient g that autograd gives; against central differences along both axes.
TEST(wave_activations, gradients_are_wirtinger_differences) {
    const double step = 1e-6;
    for (const WaveActivation* kind : wave_activations()) {
        const at::Tensor z = waves().requires_grad_(true), w = RandomTensors(4).normal({40}, at::kDouble);
        const auto loss = [&](const at::Tensor& at_z) {
            const at::Tensor out = kind->apply(at_z, level);
            return kind->is_measurement ? (w * out).sum() : (w * at::real(out) + w.flip(0) * at::imag(out)).sum();
        };
        loss(z).backward();
        const at::Tensor g = z.grad(), fixed = z.detach();
        for (const std::int64_t i : {0, 7, 23, 39}) {
            for (const c10::complex<double> direction : {c10::complex<double>(1, 0), c10::complex<double>(0, 1)}) {
                at::Tensor up = fixed.clone(), down = fixed.clone();
                up[i] += step * direction, down[i] -= step * direction;
                const double difference = ((loss(up) - loss(down)) / (2 * step)).item<double>();
                const double said =
                    direction.real() != 0 ? at::real(g)[i].item<double>() : at::imag(g)[i].item<double>();
                EXPECT_NEAR(said, difference, 1e-6) << kind->name << " " << i;
            }
        }
    }
}

TEST(wave_activations, those_that_keep_direction_commute_with_a_common_phase) {
    const c10::complex<double> turn(std::cos(1.3), std::sin(1.3));
    for (const WaveActivation* kind : wave_activations()) {
        const at::Tensor z = waves(), turned = kind->apply(z * turn, level), plain = kind->apply(z, level);
        const bool commutes = at::allclose(turned, kind->is_measurement ? plain : plain * turn);
        EXPECT_EQ(commutes, kind->keeps_direction || kind->is_measurement) << kind->name;
    }
}

TEST(wave_activations, dark_places_stay_dark_and_have_a_gradient) {
    for (const WaveActivation* kind : wave_activations()) {
        const at::Tensor z = at::zeros({3}, at::kComplexDouble).requires_grad_(true);
        const at::Tensor out = kind->apply(z, level);
        EXPECT_EQ(out.abs().max().item<double>(), 0) << kind->name;
        at::real(out).sum().backward();
        EXPECT_TRUE(at::isfinite(z.grad()).all().item<bool>()) << kind->name;
    }
}

/// relu(|z| cos t) = |z| Σ_k c_k e^{ikt}: c_0 = 1/π, c_±1 = 1/4, c_k = -i^k / (π (k² - 1)) for even k (M4).
TEST(wave_activations, relu_of_a_phase_has_the_series_of_phase_harmonics) {
    using std::numbers::pi;
    const std::int64_t points = 1 << 14;
    const at::Tensor t = at::arange(points, at::kDouble) * (2 * pi / points),
                     c = at::fft_fft(at::relu(t.cos()).to(at::kComplexDouble)) / static_cast<double>(points);
    const auto coefficient = [&](std::int64_t k) { return at::real(c)[k].item<double>(); };
    EXPECT_NEAR(coefficient(0), 1 / pi, 1e-7);
    EXPECT_NEAR(coefficient(1), .25, 1e-7);
    for (const int k : {2, 4, 6, 10})
        EXPECT_NEAR(coefficient(k), -(k % 4 == 0 ? 1 : -1) / (pi * (k * k - 1)), 1e-7) << k;
    for (const int k : {3, 5, 7}) EXPECT_NEAR(coefficient(k), 0, 1e-12);
}

TEST(wave_activations, an_unknown_kind_is_answered_with_the_known_ones) {
    try {
        find_wave_activation("relu6");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("modrelu"), std::string::npos);
    }
}
