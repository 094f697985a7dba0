#include "blackbody/systems/ensembles/hysteresis.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "blackbody/systems/ensembles/base_rates.h"
#include "blackbody/systems/ensembles/enumeration.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

std::vector<double> ladder(double from, double to, int points) {
    std::vector<double> betas;
    for (int k = 0; k < points; ++k) betas.push_back(from + (to - from) * k / (points - 1));
    return betas;
}

/// A ferromagnet of n visible and n hidden Potts spins, all pairs of both layers coupled by J/n: order appears at once.
constexpr std::int64_t colours = 6, spins = 40;
Rbm potts_ferromagnet(double j) {
    return {free_layer(find_unit("potts"), colours * spins, colours),
            free_layer(find_unit("potts"), colours * spins, colours),
            at::eye(colours, at::kDouble).repeat({spins, spins}) * j / static_cast<double>(spins)};
}

/// Its ln Z exactly: hidden states count only by how many spins n_c have each colour, and given these the visible spins
/// are free. Z = Σ n!/(Π n_c!) (Σ_c exp(β J n_c/n))^n.
double exact_log_z(double beta_j) {
    std::vector<double> boltzmann, ln_factorial{0};
    for (std::int64_t k = 0; k <= spins; ++k)
        boltzmann.push_back(std::exp(beta_j * static_cast<double>(k) / static_cast<double>(spins)));
    for (std::int64_t k = 1; k <= spins; ++k) ln_factorial.push_back(ln_factorial.back() + std::log(k));
    const double scale = 2 * spins * std::log(colours);
    double sum = 0;
    const std::function<void(std::int64_t, std::int64_t, double, double)> place =
        [&](std::int64_t colour, std::int64_t left, double entropy, double weight) {
            if (colour + 1 == colours) {
                sum += std::exp(entropy - ln_factorial[left] + spins * std::log(weight + boltzmann[left]) - scale);
                return;
            }
            for (std::int64_t k = 0; k <= left; ++k)
                place(colour + 1, left - k, entropy - ln_factorial[k], weight + boltzmann[k]);
        };
    place(0, spins, ln_factorial[spins], 0);
    return std::log(sum) + scale;
}

Branches branches_of(const Rbm& rbm, const at::Tensor& start, const std::vector<double>& betas, double log_z_of_last) {
    const SweepOptions options{.wait = 2, .looks = 4, .stride = 1, .seed = 3};
    SweepOptions other = options;
    other.seed = 4;
    Branches b;
    b.cooling = sweep(rbm, samples_of_independent(at_beta(rbm, 0), 64, 1), betas, options);
    std::vector<double> down(betas.rbegin(), betas.rend());
    b.heating = sweep(rbm, start, down, other);
    std::reverse(b.heating.begin(), b.heating.end());
    b.hot = infinite_temperature(rbm);
    b.cold = {.beta = betas.back(), .log_z = log_z_of_last};
    return b;
}

}  // namespace

TEST(hysteresis, the_branches_cross_where_the_exact_energy_falls) {
    // Where d ln Z/dβ = -U rises fastest, on a grid of .02; mean field has 2 (q - 1) ln(q - 1)/(q - 2) = 4.02.
    double exact = 0, steepest = 0;
    double before = exact_log_z(3.6), here = exact_log_z(3.62);
    for (double beta = 3.62; beta < 4.6; beta += .02) {
        const double after = exact_log_z(beta + .02), curvature = after - 2 * here + before;
        if (curvature > steepest) steepest = curvature, exact = beta;
        before = here, here = after;
    }

    const Rbm rbm = potts_ferromagnet(1);
    const std::vector<double> betas = ladder(.2, 6, 59);
    const at::Tensor ordered = at::eye(colours, at::kDouble)[3].repeat({64, spins});
    const Branches b = branches_of(rbm, ordered, betas, exact_log_z(6));
    const auto loop = loop_of(b);
    ASSERT_TRUE(loop.has_value());
    const auto transition = transition_of(b);
    ASSERT_TRUE(transition.has_value());
    EXPECT_GT(loop->area.value, 3 * loop->area.error.std_error());
    EXPECT_LT(loop->low.value, transition->beta.value);
    EXPECT_GT(loop->high.value, transition->beta.value);
    EXPECT_NEAR(transition->beta.value, exact, 4 * transition->beta.error.std_error() + .05);
    EXPECT_GT(transition->latent_heat.value, 3 * transition->latent_heat.error.std_error());
}

TEST(hysteresis, there_is_none_without_a_barrier) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 10, 8);
    const Branches b =
        branches_of(rbm, at::ones({64, 10}, at::kDouble), ladder(.1, 1.5, 15), exact_log_partition(at_beta(rbm, 1.5)));
    EXPECT_FALSE(loop_of(b).has_value());
}

TEST(hysteresis, the_peak_of_two_levels_is_schottkys) {
    // One pair of spins, states at energy 0 (g = 3) and -1: C peaks where x = β solves (x/2) tanh((x + ln(1/3))/2) = 1.
    Rbm rbm{free_layer(find_unit("bernoulli"), 1), free_layer(find_unit("bernoulli"), 1),
            at::ones({1, 1}, at::kDouble)};
    double x = 3;
    for (int k = 0; k < 200; ++k) x = (x + 2 / std::tanh((x - std::log(3.)) / 2)) / 2;
    const Peak peak = peak_of(exact_curve(rbm, ladder(.1, 6, 60)));
    EXPECT_NEAR(peak.beta.value, x, .01);
    EXPECT_NEAR(peak.heat_capacity.value, x * x * 3 * std::exp(x) / std::pow(3 + std::exp(x), 2), 1e-3);
}
