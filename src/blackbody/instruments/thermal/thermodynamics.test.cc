#include "blackbody/instruments/thermal/thermodynamics.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
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
        const std::vector<ThermoPoint> exact = RbmEquilibrium(rbm).exact(betas);
        const at::Tensor start = visible == std::string("potts") ? at::eye(3, at::kDouble)[0].repeat({300, 3})
                                                                 : at::ones({300, 9}, at::kDouble);
        const std::vector<ThermoPoint> seen =
            points_of(sweep(RbmEquilibrium(rbm), start, betas, {.evaluations = 50, .stride = 1, .seed = 3}),
                      RbmEquilibrium(rbm).infinite_temperature());
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
    const Anchor hot = RbmEquilibrium(rbm).infinite_temperature();
    const std::vector<ThermoPoint> cooling = points_of(sweep(RbmEquilibrium(rbm), start, up, {.seed = 1}), hot),
                                   heating = points_of(sweep(RbmEquilibrium(rbm), start, down, {.seed = 2}), hot);
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
    const ChainEnergy e = RbmEquilibrium(rbm).energy(v, beta);
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

TEST(thermodynamics, infinite_temperature_is_that_of_free_units) {
    for (const char* kind : {"bernoulli", "spin", "potts"}) {
        const Rbm rbm = random_machine(kind, "bernoulli", 9, 5);
        const Anchor hot = RbmEquilibrium(rbm).infinite_temperature();
        const ExactSums almost = exact_sums(at_beta(rbm, 1e-5));
        EXPECT_NEAR(hot.log_z, exact_log_partition(at_beta(rbm, 0)), 1e-12);
        EXPECT_NEAR(hot.energy, almost.energy / 1e-5, 1e-3);
        EXPECT_NEAR(hot.energy_variance / (almost.energy_variance / 1e-10), 1, .05);
    }
}

TEST(thermodynamics, the_integral_may_start_at_either_end) {
    // From β = 1.5, where enumeration gives ln Z, down; from β = 0 up: the same curve within errors.
    const Rbm rbm = random_machine("bernoulli", "spin", 8, 6);
    const std::vector<double> up = ladder(15);
    const std::vector<SweepPoint> seen = sweep(RbmEquilibrium(rbm), at::zeros({300, 8}, at::kDouble), up, {.seed = 5});
    const std::vector<ThermoPoint> from_hot = points_of(seen, RbmEquilibrium(rbm).infinite_temperature()),
                                   from_cold =
                                       points_of(seen, {.beta = 1.5, .log_z = exact_log_partition(at_beta(rbm, 1.5))});
    for (std::size_t k = 0; k < up.size(); ++k) {
        const double exact = exact_log_partition(at_beta(rbm, up[k]));
        EXPECT_NEAR(from_hot[k].log_z.value, exact, 5 * from_hot[k].log_z.error.std_error() + 2e-3) << k;
        EXPECT_NEAR(from_cold[k].log_z.value, exact, 5 * from_cold[k].log_z.error.std_error() + 2e-3) << k;
    }
    EXPECT_LT(from_cold.back().log_z.error.std_error(), 1e-12);
}

TEST(thermodynamics, identities_hold_to_rounding_on_exact_curves) {
    // S = β(U - F), d(βF)/dβ = U and dU/dβ = -Var E, by central differences of fourth order.
    for (const char* kind : {"bernoulli", "spin", "potts"}) {
        const Rbm rbm = random_machine(kind, "spin", 6, 5);
        const double h = 2e-3;
        for (const double beta : {.4, 1., 1.7}) {
            const auto p = RbmEquilibrium(rbm).exact({beta - 2 * h, beta - h, beta, beta + h, beta + 2 * h});
            const auto slope = [&](auto of) { return (of(p[0]) - 8 * of(p[1]) + 8 * of(p[3]) - of(p[4])) / (12 * h); };
            EXPECT_NEAR(p[2].entropy(), beta * (p[2].energy.value - p[2].free_energy()), 1e-12);
            EXPECT_NEAR(slope([](const ThermoPoint& x) { return x.beta * x.free_energy(); }), p[2].energy.value, 1e-9);
            EXPECT_NEAR(slope([](const ThermoPoint& x) { return x.energy.value; }),
                        -p[2].heat_capacity.value / (beta * beta), 1e-8);
        }
    }
}

TEST(thermodynamics, the_ising_ring_has_its_closed_form) {
    // n spins with coupling K, made by n hidden spins: at β = 1 F = -ln(λ₊ⁿ + λ₋ⁿ) + the hidden units' constant, and
    // neighbours correlate as (tanh K + tanhⁿ⁻¹ K)/(1 + tanhⁿ K).
    const int n = 8;
    const double k = .7, w = std::acosh(std::exp(2 * k)) / 2, constant = n * std::log(2 * std::exp(k));
    Rbm rbm{free_layer(find_unit("spin"), n), free_layer(find_unit("spin"), n), at::zeros({n, n}, at::kDouble)};
    for (int i = 0; i < n; ++i) rbm.weight[i][i] = w, rbm.weight[(i + 1) % n][i] = w;
    const double plus = 2 * std::cosh(k), minus = 2 * std::sinh(k), t = std::tanh(k);
    const ExactSums sums = exact_sums(rbm);
    EXPECT_NEAR(sums.log_z, std::log(std::pow(plus, n) + std::pow(minus, n)) + constant, 1e-11);
    // Each bond's energy is -w ⟨h (s + s')⟩ = -w tanh(2 w) (1 + ⟨s s'⟩): given its neighbours h has mean tanh(w(s +
    // s')).
    const double bond = (t + std::pow(t, n - 1)) / (1 + std::pow(t, n));
    EXPECT_NEAR(sums.energy, -n * w * std::tanh(2 * w) * (1 + bond), 1e-11);
}

TEST(thermodynamics, ln_z_along_a_sweep_is_exact_for_an_energy_of_second_order) {
    // U = -β², Var E = 2 β: the slopes make up for steps as wide as the range, ln Z(1.5) - ln Z(.5) = (1.5³ - .5³)/3.
    std::vector<SweepPoint> sweep;
    for (const double beta : {.5, 1.5})
        sweep.push_back({.beta = beta,
                         .energy = at::full({3, 2}, -beta * beta, at::kDouble),
                         .variance = at::full({3, 2}, 2 * beta, at::kDouble)});
    const std::vector<ThermoPoint> points = points_of(sweep, {.beta = .5, .log_z = 7});
    EXPECT_NEAR(points[1].log_z.value, 7 + (std::pow(1.5, 3) - std::pow(.5, 3)) / 3, 1e-12);
}
