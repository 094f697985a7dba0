#include "blackbody/systems/ensembles/partition/mbar.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/chains/tempering.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

/// K harmonic wells u = γ_k (x - k/2)²/2, exact samples: ln Z_k = -ln(γ_k)/2 + const.
struct Wells {
    at::Tensor log_weights, samples;
    std::vector<std::int64_t> counts;
    std::vector<double> stiffness;
    explicit Wells(Seed seed, int wells = 4, std::int64_t each = 500) {
        Random random(seed);
        std::vector<double> x;
        for (int k = 0; k < wells; ++k) {
            stiffness.push_back(1 + k);
            counts.push_back(each + 100 * k);
            for (std::int64_t n = 0; n < counts.back(); ++n) x.push_back(.5 * k + random.normal() / std::sqrt(1. + k));
        }
        samples = at::tensor(x, at::kDouble);
        std::vector<at::Tensor> rows;
        for (int k = 0; k < wells; ++k) rows.push_back(-(1. + k) / 2 * (samples - .5 * k).pow(2));
        log_weights = at::stack(rows);
    }
    double truth(int k) const { return -std::log(stiffness[k]) / 2; }
};

}  // namespace

TEST(mbar, finds_the_free_energies_of_harmonic_wells_within_honest_errors) {
    // Over 100 repetitions the deviations in standard errors have unit variance: the errors are neither short nor long.
    double squares = 0, worst = 0;
    for (Seed seed = 0; seed < 100; ++seed) {
        const Wells wells(seed);
        const Mbar fitted = mbar(wells.log_weights, wells.counts);
        EXPECT_LT(fitted.residual, 1e-6);
        const double z = (fitted.log_z[3].item<double>() - wells.truth(3)) / fitted.std_error(3);
        squares += z * z / 100, worst = std::max(worst, std::abs(z));
    }
    EXPECT_NEAR(squares, 1, .45);  // chi² with 100 degrees: three of its spreads
    EXPECT_LT(worst, 4);
}

TEST(mbar, of_two_machines_is_bennetts_ratio) {
    const Wells wells(5, 2);
    const Mbar fitted = mbar(wells.log_weights, wells.counts);
    const at::Tensor difference = wells.log_weights[1] - wells.log_weights[0];
    const Bar pair =
        bar(difference.narrow(0, 0, wells.counts[0]), difference.narrow(0, wells.counts[0], wells.counts[1]));
    EXPECT_NEAR(fitted.log_z[1].item<double>(), pair.log_ratio, 1e-8);
    EXPECT_NEAR(fitted.std_error(1) / pair.std_error, 1, 1e-4);
    EXPECT_GT(pair.overlap, .3);
    EXPECT_LT(pair.overlap, 1);
}

TEST(mbar, the_overlap_of_a_machine_with_itself_is_one_and_of_strangers_zero) {
    const at::Tensor none = at::zeros({50}, at::kDouble);
    EXPECT_NEAR(bar(none, none).overlap, 1, 1e-9);
    EXPECT_NEAR(bar(none - 40, none + 40).overlap, 0, 1e-9);
}

TEST(mbar, averages_at_a_machine_that_nobody_sampled) {
    const Wells wells(7, 4, 20000);
    const Mbar fitted = mbar(wells.log_weights, wells.counts);
    const at::Tensor ln_w = reweighted(wells.log_weights, wells.counts, fitted, -2.5 / 2 * (wells.samples - .8).pow(2));
    EXPECT_NEAR((ln_w.exp() * wells.samples).sum().item<double>(), .8, .01);
    EXPECT_NEAR((ln_w.exp() * (wells.samples - .8).pow(2)).sum().item<double>(), 1 / 2.5, .01);
}

TEST(mbar, over_a_tempering_ladder_gives_the_exact_ln_z_of_a_machine) {
    Rbm machine = random_machine("bernoulli", "spin", 12, 8);
    machine.weight *= 2;
    const Rbm base = independent(machine, machine.visible.theta);
    const std::vector<double> ladder{0, .2, .4, .6, .8, 1};
    Tempering chains(machine, base, at::zeros({50, 12}, at::kDouble), {.ladder = ladder, .seed = 3});
    chains.run(50);
    std::vector<std::vector<at::Tensor>> seen(ladder.size());
    for (int t = 0; t < 40; ++t) {
        chains.run(5);
        for (std::size_t k = 0; k < ladder.size(); ++k) seen[k].push_back(chains.visible(static_cast<int>(k)));
    }
    std::vector<at::Tensor> all;
    for (const auto& rung : seen) all.push_back(at::cat(rung));
    const Mbar fitted =
        mbar(log_weights_along(machine, base, ladder, at::cat(all)), std::vector<std::int64_t>(ladder.size(), 2000));
    for (int k = 0; k < 6; ++k)
        EXPECT_NEAR(fitted.log_z[k].item<double>() + log_partition_of_independent(base),
                    exact_log_partition(between(base, machine, ladder[k])), 5 * fitted.std_error(k) + 1e-9)
            << k;
}
