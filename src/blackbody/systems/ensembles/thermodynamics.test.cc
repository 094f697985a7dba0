#include "blackbody/systems/ensembles/thermodynamics.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

std::vector<double> ladder(int steps) {
    std::vector<double> betas;
    for (int k = 1; k <= steps; ++k) betas.push_back(1.5 * k / steps);
    return betas;
}

}  // namespace

TEST(thermodynamics, chains_agree_with_enumeration_within_their_errors) {
    for (const char* visible : {"bernoulli", "spin", "potts"}) {
        const Rbm rbm = random_machine(visible, "bernoulli", 9, 5);
        const std::vector<double> betas = ladder(15);
        const std::vector<ThermoPoint> exact = exact_curve(rbm, betas);
        const at::Tensor start = visible == std::string("potts") ? at::eye(3, at::kDouble)[0].repeat({300, 3})
                                                                 : at::ones({300, 9}, at::kDouble);
        const std::vector<ThermoPoint> seen = sweep(rbm, start, betas, {.chains = 300, .seed = 3});
        int outside = 0;
        for (std::size_t k = 0; k < betas.size(); ++k) {
            outside += std::abs(seen[k].energy.value - exact[k].energy.value) > 3 * seen[k].energy.error.std_error();
            outside += std::abs(seen[k].heat_capacity.value - exact[k].heat_capacity.value) >
                       3 * seen[k].heat_capacity.error.std_error();
            EXPECT_NEAR(seen[k].log_z.value, exact[k].log_z.value, 5 * seen[k].log_z.error.std_error() + 2e-3)
                << visible << betas[k];
            EXPECT_GT(seen[k].energy.error.std_error(), 0);
        }
        EXPECT_LE(outside, 2) << visible;  // 30 comparisons at three standard errors
    }
}

TEST(thermodynamics, heating_and_cooling_agree_where_there_is_no_barrier) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 12, 8);
    std::vector<double> up = ladder(10), down(up.rbegin(), up.rend());
    const at::Tensor start = at::zeros({300, 12}, at::kDouble);
    const std::vector<ThermoPoint> cooling = sweep(rbm, start, up, {.seed = 1}),
                                   heating = sweep(rbm, start, down, {.seed = 2});
    for (std::size_t k = 0; k < up.size(); ++k) {
        const ThermoPoint &a = cooling[k], &b = heating[up.size() - 1 - k];
        EXPECT_NEAR(a.energy.value, b.energy.value,
                    4 * std::hypot(a.energy.error.std_error(), b.energy.error.std_error()));
    }
}

TEST(thermodynamics, the_energy_given_the_visible_units_is_that_of_all_hidden_states) {
    const Rbm rbm = random_machine("spin", "potts", 5, 6);
    const at::Tensor v = at::tensor({1., -1., 1., 1., -1.}, at::kDouble).unsqueeze(0);
    const double beta = .7;
    const EnergyGivenVisible e = energy_given_visible(rbm, v, beta);
    double z = 0, mean = 0, square = 0;
    for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b) {
            at::Tensor h = at::zeros({1, 6}, at::kDouble);
            h[0][a] = 1, h[0][3 + b] = 1;
            const double energy_of = energy(rbm, v, h).item<double>(), w = std::exp(-beta * energy_of);
            z += w, mean += w * energy_of, square += w * energy_of * energy_of;
        }
    EXPECT_NEAR(e.mean.item<double>(), mean / z, 1e-12);
    EXPECT_NEAR(e.variance.item<double>(), square / z - mean * mean / z / z, 1e-12);
}
