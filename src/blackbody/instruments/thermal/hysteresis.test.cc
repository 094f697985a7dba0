#include "blackbody/instruments/thermal/hysteresis.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "blackbody/base/measurement.h"
#include "blackbody/instruments/thermal/independent_check.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
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
    const SweepOptions options{.burn_in = 2, .evaluations = 4, .stride = 1, .seed = 3};
    SweepOptions other = options;
    other.seed = 4;
    Branches b;
    b.cooling = sweep(RbmEquilibrium(rbm), samples_of_independent(at_beta(rbm, 0), 64, 1), betas, options);
    std::vector<double> down(betas.rbegin(), betas.rend());
    b.heating = sweep(RbmEquilibrium(rbm), start, down, other);
    std::reverse(b.heating.begin(), b.heating.end());
    b.hot = RbmEquilibrium(rbm).infinite_temperature();
    b.cold = {.beta = betas.back(), .log_z = log_z_of_last};
    return b;
}

/// The ferromagnet cooled, and heated from one colour; both are made once.
const Branches& potts_branches() {
    static const Branches b = branches_of(potts_ferromagnet(1), at::eye(colours, at::kDouble)[3].repeat({64, spins}),
                                          ladder(.2, 6, 59), exact_log_z(6));
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

    const Branches& b = potts_branches();
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

TEST(hysteresis, an_independent_check_finds_what_an_anchor_is_off_by_and_the_error_of_the_transition_holds_it) {
    Branches b = potts_branches();
    const Transition right = *transition_of(b);
    constexpr double off = -4;
    b.cold.log_z += off;
    const IndependentCheck second{{.beta = 2.2, .log_z = exact_log_z(2.2), .std_error = .05},
                                  {.beta = 5, .log_z = exact_log_z(5), .std_error = .05}};
    const Transition first = *transition_of(b), both = with_check(first, b, second);
    const Measurement parts{.observable = "thermal", .site = "machine", .estimates = both.parts};
    const Estimate heated = *find_estimate(parts, "heated_disagreement"),
                   cooled = *find_estimate(parts, "cooled_disagreement");
    EXPECT_NEAR(heated.value, -off, 4 * heated.error.std_error());
    EXPECT_NEAR(cooled.value, 0, 4 * cooled.error.std_error());
    EXPECT_EQ(both.beta.value, first.beta.value);
    EXPECT_GT(std::abs(first.beta.value - right.beta.value), 2 * first.beta.error.std_error()) << "nothing to find";
    EXPECT_LT(std::abs(both.beta.value - right.beta.value), 2 * both.beta.error.std_error());
    EXPECT_GT(both.latent_heat.error.std_error(), first.latent_heat.error.std_error());
}

TEST(hysteresis, the_independent_check_anneals_to_the_free_energies_beside_the_loop) {
    const Rbm rbm = random_machine("bernoulli", "bernoulli", 8, 6);
    Branches b;
    for (const double beta : {.2, .4, .6, .8, 1.}) b.cooling.push_back({.beta = beta});
    const Loop loop{{"loop_low", .5}, {"loop_high", .7}, {"loop_area", 1}};
    // On the ordered side from units with the machine's own fields.
    const RbmEquilibrium system(rbm);
    CheckOptions options{.means = system.uncoupled(400, 6), .chains = 400, .seed = 5};
    for (int k = 0; k <= 200; ++k) options.betas.push_back(k / 200.);
    const IndependentCheck found = independent_check(system, b, loop, options);
    EXPECT_EQ(found.refusal, "");
    EXPECT_EQ(found.below.beta, .4);
    EXPECT_EQ(found.above.beta, .8);
    for (const Anchor& anchor : {found.below, found.above}) {
        EXPECT_NEAR(anchor.log_z, exact_log_partition(at_beta(rbm, anchor.beta)), 4 * anchor.std_error);
        EXPECT_LT(anchor.std_error, .1);
    }
    options.betas = {0, 1};
    options.chains = 9;
    EXPECT_NE(independent_check(system, b, loop, options).refusal.find("of 9 chains effective"), std::string::npos);
}

TEST(hysteresis, a_loop_that_reaches_the_end_of_the_range_has_no_independent_check) {
    Loop loop = *loop_of(potts_branches());
    loop.high.value = 6.1;
    EXPECT_NE(independent_check(RbmEquilibrium(potts_ferromagnet(1)), potts_branches(), loop, {}).refusal, "");
}

TEST(hysteresis, the_error_of_the_area_is_that_of_a_sum_over_independent_chains) {
    const Branches& b = potts_branches();
    at::Tensor cooled = at::zeros({64}, at::kDouble), heated = at::zeros({64}, at::kDouble);
    for (std::size_t k = 0; k + 1 < b.cooling.size(); ++k) {
        const double half = (b.cooling[k + 1].beta - b.cooling[k].beta) / 2;
        cooled += half * (b.cooling[k].chain_energy() + b.cooling[k + 1].chain_energy());
        heated += half * (b.heating[k].chain_energy() + b.heating[k + 1].chain_energy());
    }
    const double known = std::sqrt((cooled.var().item<double>() + heated.var().item<double>()) / 64);
    const Loop loop = *loop_of(b);
    EXPECT_NEAR(loop.area.value, (cooled.mean() - heated.mean()).item<double>(), 1e-9);
    EXPECT_NEAR(loop.area.error.std_error() / known, 1, .6);  // sixteen blocks know an error to one in five
}

TEST(hysteresis, errors_of_ln_z_at_the_ends_move_the_crossing) {
    Branches b = potts_branches();
    const Transition sharp = *transition_of(b);
    b.cold.std_error = 3, b.hot.std_error = 4;
    const Transition blurred = *transition_of(b);
    EXPECT_NEAR(blurred.beta.error.std_error(), std::hypot(sharp.beta.error.std_error(), 5 / sharp.latent_heat.value),
                1e-12);
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
    const Peak peak = peak_of(RbmEquilibrium(rbm).exact(ladder(.1, 6, 60)));
    EXPECT_NEAR(peak.beta.value, x, .01);
    EXPECT_NEAR(peak.heat_capacity.value, x * x * 3 * std::exp(x) / std::pow(3 + std::exp(x), 2), 1e-3);
}
