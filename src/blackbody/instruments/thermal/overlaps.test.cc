#include "blackbody/instruments/thermal/overlaps.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/units/spins.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

/// n exact samples of the visible units, and what enumeration says of their spins.
struct Exact {
    at::Tensor states, p, spins;
    explicit Exact(const Rbm& machine)
        : states(states_of(machine.visible, 0, std::llround(std::exp2(bits_of(machine.visible))))),
          p((-free_energy(machine, states) - exact_log_partition(machine)).exp()),
          spins(as_spins(machine.visible, states)) {}
    at::Tensor samples(std::int64_t n, Seed seed) const {
        return spins.index_select(
            0, at::searchsorted(p.cumsum(0), uniform_numbers({.seed = seed}, n, 1).view(-1)).clamp_max(p.numel() - 1));
    }
    double mean(const at::Tensor& x) const { return (p * x).sum().item<double>(); }
};

std::map<std::string, Estimate> by_name(const std::vector<Estimate>& all) {
    std::map<std::string, Estimate> named;
    for (const Estimate& e : all) named[e.name] = e;
    return named;
}

}  // namespace

TEST(overlaps, of_exact_samples_are_those_of_enumeration) {
    Rbm machine = random_machine("bernoulli", "bernoulli", 8, 6);
    machine.weight *= 3;
    const Exact exact(machine);
    const at::Tensor s = exact.samples(1600, 5);
    auto seen = by_name(overlap_estimates(s, exact.samples(1600, 6)));

    const double units = 8;
    const at::Tensor weighted = exact.spins * exact.p.unsqueeze(1), mean = weighted.sum(0),
                     covariance = at::matmul(weighted.t(), exact.spins) - mean.unsqueeze(1) * mean;
    const at::Tensor m = exact.spins.mean(1);
    const double q = (mean * mean).mean().item<double>(), chi = (covariance * covariance).sum().item<double>() / units,
                 chi_f = units * (exact.mean(m * m) - std::pow(exact.mean(m), 2));
    // Fourth moment over all pairs of states.
    const at::Tensor centred = exact.spins - mean, pairs = at::matmul(centred, centred.t()) / units,
                     pp = exact.p.unsqueeze(1) * exact.p;
    const double q2 = (pp * pairs.pow(2)).sum().item<double>(), q4 = (pp * pairs.pow(4)).sum().item<double>();
    const std::map<std::string, double> truth = {{"overlap", q},
                                                 {"edwards_anderson", q},  // independent evaluations: nothing stays
                                                 {"binder", (3 - q4 / q2 / q2) / 2},
                                                 {"spin_glass_susceptibility", chi},
                                                 {"ferromagnetic_susceptibility", chi_f}};
    for (const auto& [name, value] : truth)
        EXPECT_NEAR(seen[name].value, value, 4 * seen[name].error.std_error() + 1e-9) << name;
}

TEST(overlaps, of_one_pattern_and_its_reverse_are_plus_and_minus_one) {
    // A ferromagnet far below its transition: half of the pairs agree, half are opposite; Binder's number is 1.
    at::Tensor spins = at::ones({64, 50}, at::kDouble);
    spins.narrow(0, 0, 32).fill_(-1);
    const std::vector<double> density = overlap_density(spins, 20);
    EXPECT_NEAR(density.front() * .1, 32. / 63, 1e-12);
    EXPECT_NEAR(density.back() * .1, 31. / 63, 1e-12);
    EXPECT_NEAR(by_name(overlap_estimates(spins, spins))["binder"].value, 1, 1e-9);
    EXPECT_EQ(by_name(overlap_estimates(spins, spins))["edwards_anderson"].value, 1);
}

TEST(overlaps, of_free_spins_are_gaussian) {
    const at::Tensor spins = 2 * (uniform_numbers({.seed = 3}, 400, 300) < .5).to(at::kDouble) - 1;
    auto seen = by_name(overlap_estimates(spins, spins));
    EXPECT_NEAR(seen["overlap"].value, 0, 4 * seen["overlap"].error.std_error() + 1e-6);
    EXPECT_NEAR(seen["spin_glass_susceptibility"].value, 1, 4 * seen["spin_glass_susceptibility"].error.std_error());
    EXPECT_NEAR(seen["ferromagnetic_susceptibility"].value, 1,
                4 * seen["ferromagnetic_susceptibility"].error.std_error());
    EXPECT_LT(std::abs(seen["binder"].value), .05);
}

TEST(overlaps, a_potts_unit_overlaps_with_itself_by_one_and_with_another_colour_by_less) {
    Layer layer = free_layer(find_unit("potts"), 6, 3);
    const at::Tensor s = at::tensor({1., 0., 0., 0., 1., 0., 1., 0., 0., 0., 0., 1.}, at::kDouble).view({2, 6});
    const at::Tensor q = pair_overlaps(as_spins(layer, s));
    EXPECT_NEAR(q[0][0].item<double>(), 1, 1e-12);
    EXPECT_NEAR(q[0][1].item<double>(), (1 - .5) / 2, 1e-12);  // one unit agrees, one differs: -1/(q - 1)
}

TEST(overlaps, the_error_of_a_plain_mean_is_that_of_independent_chains) {
    // q_EA of unrelated evaluations is a mean over chains: its error is known without leaving out blocks.
    const at::Tensor spins = 2 * (uniform_numbers({.seed = 4}, 320, 30) < .4).to(at::kDouble) - 1,
                     before = 2 * (uniform_numbers({.seed = 5}, 320, 30) < .4).to(at::kDouble) - 1;
    const double known = (spins * before).mean(1).std().item<double>() / std::sqrt(320.);
    const Estimate seen = overlap_estimates(spins, before)[1];
    EXPECT_EQ(seen.name, "edwards_anderson");
    EXPECT_NEAR(seen.error.std_error() / known, 1, .6);  // sixteen blocks know an error to one in five
}

TEST(overlaps, the_susceptibility_of_few_chains_of_free_spins_has_its_closed_form) {
    // s = ±1 about the mean of n chains: <(δs δs')²> = 1 - 2/n - 1/n² + 6/n³, <δs δs'> = -1/n.
    constexpr double n = 16, units = 20;
    const double square = 1 - 2 / n - 1 / (n * n) + 6 / (n * n * n),
                 expected = (square + (units - 1) / (n * n)) * std::pow(n / (n - 1), 2);
    double mean = 0;
    constexpr int repeats = 400;
    for (int r = 0; r < repeats; ++r) {
        const at::Tensor spins = 2 * (uniform_numbers({.seed = 100u + r}, 16, 20) < .5).to(at::kDouble) - 1;
        mean += overlap_estimates(spins, spins)[3].value / repeats;
    }
    EXPECT_NEAR(mean, expected, .03);
}
