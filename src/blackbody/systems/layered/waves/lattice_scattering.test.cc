#include "blackbody/systems/layered/waves/lattice_scattering.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "blackbody/util/errors.h"
#include "support/random.h"

using namespace blackbody;

namespace {

at::Tensor potential(std::initializer_list<double> values) {
    return at::tensor(std::vector<double>(values), at::kDouble);
}

Outgoing exact(const at::Tensor& v, double k) { return outgoing(v, k, scattered_wave(v, k)); }

}  // namespace

TEST(lattice_scattering, one_impurity_has_its_closed_form) {
    using std::numbers::pi;
    EXPECT_NEAR(exact(potential({.5}), pi / 2).transmitted, .9411764705882353, 1e-14);
    EXPECT_NEAR(exact(potential({1}), pi / 3).transmitted, .75, 1e-14);
    for (const double k : {.3, 1., 2.5})
        for (const double v : {-2., .1, 5.}) {
            const double s = 4 * std::sin(k) * std::sin(k);
            EXPECT_NEAR(exact(potential({0, v, 0}), k).transmitted, s / (s + v * v), 1e-13);
        }
}

TEST(lattice_scattering, two_impurities_two_atoms_apart) {
    EXPECT_NEAR(exact(potential({1, 0, 1}), 1).transmitted, .9786940756624579, 1e-13);
}

TEST(lattice_scattering, nothing_is_lost_in_a_real_potential) {
    blackbody::testing::RandomTensors random(0);
    for (int i = 0; i < 20; ++i) {
        const Outgoing out = exact(random.normal({7}, at::kDouble), .2 + .13 * i);
        EXPECT_NEAR(out.transmitted + out.reflected, 1, 1e-12);
    }
}

TEST(lattice_scattering, the_wave_solves_the_schroedinger_equation_between_the_ends) {
    const at::Tensor v = potential({.3, -.7, 1.1, .2, 0});
    const double k = .8;
    const at::Tensor psi = scattered_wave(v, k);
    for (int i = 1; i < 4; ++i) {
        const at::Tensor left = -psi[i - 1] - psi[i + 1] + v[i] * psi[i];
        EXPECT_NEAR((left + 2 * std::cos(k) * psi[i]).abs().item<double>(), 0, 1e-13) << i;
    }
}

TEST(lattice_scattering, the_first_born_approximation_is_known_and_near_the_truth) {
    const at::Tensor v = potential({.1});
    // R = (V / 2 sin k)² at first order, .00351828529 exactly.
    const at::Tensor psi0 = plane_wave(1, 1);
    EXPECT_NEAR(outgoing(v, 1, psi0).reflected, .00353070732, 1e-11);
    EXPECT_NEAR(exact(v, 1).reflected, .00351828529, 1e-11);
}

TEST(lattice_scattering, the_series_converges_to_the_solution_as_its_bound_says) {
    const at::Tensor v = potential({.2, -.1, .3});
    const double k = 1.2;
    const double norm = at::linalg_matrix_norm(green_times_potential(v, k), 2).item<double>();
    ASSERT_LT(norm, 1);
    const at::Tensor psi = scattered_wave(v, k);
    for (const int order : {0, 1, 3, 8}) {
        const double error = (born_series(v, k, order) - psi).norm().item<double>();
        EXPECT_LE(error, std::pow(norm, order + 1) / (1 - norm) * std::sqrt(3.) + 1e-14) << order;
    }
    EXPECT_LT((born_series(v, k, 8) - psi).norm().item<double>(), 1e-3);
}

TEST(lattice_scattering, a_series_that_diverges_is_refused_with_its_radius) {
    const at::Tensor v = potential({5});
    EXPECT_NEAR(born_radius(v, 1), 5 / (2 * std::sin(1.)), 1e-12);
    try {
        born_series(v, 1, 3);
        FAIL();
    } catch (const NumericalError& error) {
        EXPECT_NE(std::string(error.what()).find("2.97"), std::string::npos) << error.what();
    }
}
