#include "blackbody/systems/ensembles/partition/enumeration.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/errors.h"
#include "support/machines.h"
#include "support/shared.h"

using namespace blackbody;
using blackbody::testing::random_machine;
using blackbody::testing::reference_machine;

namespace {

/// Four visible and three hidden units with the weights of the textbook case.
Rbm four_by_three() {
    Rbm rbm{free_layer(find_unit("bernoulli"), 4), free_layer(find_unit("bernoulli"), 3),
            at::zeros({4, 3}, at::kDouble)};
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 3; ++j) rbm.weight[i][j] = .1 * (i + 1) - .15 * (j + 1);
    for (int i = 0; i < 4; ++i) rbm.visible.theta[0][i] = .05 * i;
    for (int j = 0; j < 3; ++j) rbm.hidden.theta[0][j] = -.1 + .05 * j;
    return rbm;
}

/// The double sum over both layers, by definition.
struct Brute {
    at::Tensor v, h, energy;  ///< energy [S_v, S_h]
    double log_z;
    explicit Brute(const Rbm& rbm)
        : v(states_of(rbm.visible, 0, std::llround(std::exp2(bits_of(rbm.visible))))),
          h(states_of(rbm.hidden, 0, std::llround(std::exp2(bits_of(rbm.hidden))))),
          energy(-(own_exponent(rbm.visible, v).sum(1, true) + own_exponent(rbm.hidden, h).sum(1).unsqueeze(0) +
                   at::matmul(at::matmul(v, rbm.weight), h.t()))),
          log_z(at::logsumexp((-energy).view(-1), 0).item<double>()) {}
    at::Tensor p() const { return (-energy - log_z).exp(); }
};

}  // namespace

TEST(enumeration, the_textbook_machine_has_its_published_sums) {
    const Rbm rbm = four_by_three();
    EXPECT_NEAR(exact_log_partition(rbm), 4.834505301625047, 1e-12);
    const ExactSums sums = exact_sums(rbm);
    EXPECT_NEAR(sums.log_z, 4.834505301625047, 1e-12);
    const double mean[] = {.43538425044945, .48209880120470694, .5295465656038412, .5763680941565315};
    for (int i = 0; i < 4; ++i) EXPECT_NEAR(sums.visible_statistics[0][i].item<double>(), mean[i], 1e-13);

    const at::Tensor ln_p = -free_energy(rbm, states_of(rbm.visible, 0, 16)) - sums.log_z;
    EXPECT_NEAR(-(ln_p.exp() * ln_p).sum().item<double>(), 2.7500855417045798, 1e-12);
    EXPECT_NEAR(ln_p[0].exp().item<double>(), .059101332223092926, 1e-14);
}

TEST(enumeration, every_pair_of_discrete_kinds_agrees_with_the_double_sum) {
    for (const char* visible : {"bernoulli", "spin", "potts"})
        for (const char* hidden : {"bernoulli", "spin", "potts"}) {
            const Rbm rbm = random_machine(visible, hidden, 9, 6);
            const Brute brute(rbm);
            EXPECT_NEAR(exact_log_partition(rbm), brute.log_z, 1e-11) << visible << hidden;
            const ExactSums sums = exact_sums(rbm);
            EXPECT_NEAR(sums.log_z, brute.log_z, 1e-11) << visible << hidden;
            const at::Tensor p = brute.p();
            const double u = (p * brute.energy).sum().item<double>();
            EXPECT_NEAR(sums.energy, u, 1e-10);
            EXPECT_NEAR(sums.energy_variance, (p * brute.energy * brute.energy).sum().item<double>() - u * u, 1e-9);
            EXPECT_LT((sums.correlation - at::matmul(brute.v.t(), at::matmul(p, brute.h))).abs().max().item<double>(),
                      1e-12);
        }
}

TEST(enumeration, the_identities_of_thermodynamics_hold) {
    // S = β(U - F) = -Σ p ln p, d(βF)/dβ = U, dU/dβ = -Var E.
    const Rbm rbm = random_machine("bernoulli", "spin", 7, 5);
    for (const double beta : {.3, 1., 2.2}) {
        const ExactSums here = exact_sums(at_beta(rbm, beta));
        const Brute brute(at_beta(rbm, beta));
        const double entropy = -(brute.p() * (-brute.energy - brute.log_z)).sum().item<double>();
        EXPECT_NEAR(here.energy + here.log_z, entropy, 1e-11);
        const double step = 1e-4, energy = here.energy / beta;
        const ExactSums more = exact_sums(at_beta(rbm, beta + step)), less = exact_sums(at_beta(rbm, beta - step));
        EXPECT_NEAR(-(more.log_z - less.log_z) / (2 * step), energy, 1e-6);
        EXPECT_NEAR((more.energy / (beta + step) - less.energy / (beta - step)) / (2 * step),
                    -here.energy_variance / (beta * beta), 1e-6);
    }
}

TEST(enumeration, continuous_visible_units_are_integrated) {
    // A Gaussian layer integrates out: Z = Σ_h e^{b h} Π_i sqrt(2π/γ) exp((a_i + W_i h)²/2γ).
    const Rbm rbm = random_machine("gaussian", "bernoulli", 8, 5);
    const at::Tensor h = states_of(rbm.hidden, 0, 32), m = at::matmul(h, rbm.weight.t()) + rbm.visible.theta[0];
    const at::Tensor by_hand = at::matmul(h, rbm.hidden.theta[0]) + (m * m / 2).sum(1) + 4 * std::log(2 * M_PI);
    EXPECT_NEAR(exact_log_partition(rbm), at::logsumexp(by_hand, 0).item<double>(), 1e-11);
}

TEST(enumeration, the_ising_ring_is_an_exact_machine) {
    // A hidden spin between neighbours, w = arccosh(e^{2K})/2, leaves exp(K s s') up to a factor.
    const int n = 8;
    for (const double k : {.2, .44068679350977147, 1.}) {
        const double w = std::acosh(std::exp(2 * k)) / 2;
        Rbm rbm{free_layer(find_unit("spin"), n), free_layer(find_unit("spin"), n), at::zeros({n, n}, at::kDouble)};
        for (int i = 0; i < n; ++i) rbm.weight[i][i] = w, rbm.weight[(i + 1) % n][i] = w;
        const at::Tensor v = states_of(rbm.visible, 0, 1 << n);
        const at::Tensor ising = k * (v * v.roll(1, 1)).sum(1), ln_q = ising - at::logsumexp(ising, 0);
        const at::Tensor ln_p = -free_energy(rbm, v) - exact_log_partition(rbm);
        EXPECT_LT((ln_p - ln_q).abs().max().item<double>(), 1e-12) << k;
    }
}

TEST(enumeration, the_fifteen_unit_machine_has_its_published_partition_function) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    EXPECT_NEAR(exact_log_partition(reference_machine("15")), 215.138406, 5e-7);
}

TEST(enumeration, five_hundred_units_are_refused_with_the_cost_and_another_method) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 60, 50);
    try {
        exact_log_partition(rbm);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("2^50"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("ais"), std::string::npos);
    }
}
