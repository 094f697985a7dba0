#include "blackbody/systems/layered/waves/polarisation.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/random.h"

using namespace blackbody;
using std::numbers::pi;

namespace {

double intensity(const at::Tensor& state) { return std::pow(state.abs().norm().item<double>(), 2); }

}  // namespace

TEST(polarisation, malus) {
    for (const double angle : {0., .3, 1., pi / 2, 2.5})
        EXPECT_NEAR(intensity(at::matmul(polariser(angle), linear_state(0))), std::pow(std::cos(angle), 2), 1e-15);
    // A third polariser at 45 degrees lets a quarter through two crossed ones.
    const at::Tensor through = at::matmul(polariser(pi / 2), at::matmul(polariser(pi / 4), linear_state(0)));
    EXPECT_NEAR(intensity(through), .25, 1e-15);
}

TEST(polarisation, what_loses_nothing_is_unitary) {
    for (const at::Tensor& element : {rotator(.7), retarder(1.1, .4)})
        EXPECT_TRUE(at::allclose(at::matmul(element, element.conj().t()), at::eye(2, at::kComplexDouble)));
}

TEST(polarisation, a_quarter_wave_plate_makes_circular_light_that_every_polariser_halves) {
    const at::Tensor circular = at::matmul(retarder(pi / 2, pi / 4), linear_state(0));
    for (const double angle : {0., .4, 1.9}) EXPECT_NEAR(intensity(at::matmul(polariser(angle), circular)), .5, 1e-15);
}

TEST(polarisation, its_degree_is_1_for_one_state_and_0_for_an_even_mixture) {
    const at::Tensor one = linear_state(.6).unsqueeze(0);
    EXPECT_NEAR(degree_of_polarisation(coherence_matrix(one)), 1, 1e-7);
    const at::Tensor both = at::stack({linear_state(.6), linear_state(.6 + pi / 2)});
    EXPECT_NEAR(degree_of_polarisation(coherence_matrix(both)), 0, 1e-7);
    EXPECT_NEAR(purity(coherence_matrix(both)), .5, 1e-15);
}

TEST(polarisation, its_degree_is_that_of_the_determinant) {
    blackbody::testing::RandomTensors random(1);
    for (int i = 0; i < 5; ++i) {
        const at::Tensor j = coherence_matrix(random.normal({7, 2}, at::kComplexDouble));
        const double trace = at::real(j.trace()).item<double>(),
                     det = at::real(j[0][0] * j[1][1] - j[0][1] * j[1][0]).item<double>();
        EXPECT_NEAR(degree_of_polarisation(j), std::sqrt(1 - 4 * det / (trace * trace)), 1e-12);
    }
}
