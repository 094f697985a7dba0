#include "blackbody/systems/ensembles/machines/tap.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

Rbm with_couplings(const char* visible, const char* hidden, double scale) {
    Rbm machine = random_machine(visible, hidden, 10, 8);
    machine.weight *= scale;
    return machine;
}

double error_of(const Rbm& machine, bool has_reaction) {
    const Tap found = tap(machine, at::full({1, 10}, .5, at::kDouble), {.has_reaction = has_reaction});
    return std::abs(found.log_z - exact_log_partition(machine));
}

}  // namespace

TEST(tap, is_exact_without_couplings) { EXPECT_LT(error_of(with_couplings("bernoulli", "spin", 0), true), 1e-10); }

TEST(tap, its_error_falls_as_the_third_power_of_the_couplings_and_that_of_mean_field_as_the_second) {
    for (const char* visible : {"bernoulli", "spin"})
        for (const char* hidden : {"bernoulli", "spin"}) {
            const double coarse = .2, fine = .1;
            const double tap_order = std::log2(error_of(with_couplings(visible, hidden, coarse), true) /
                                               error_of(with_couplings(visible, hidden, fine), true)),
                         naive_order = std::log2(error_of(with_couplings(visible, hidden, coarse), false) /
                                                 error_of(with_couplings(visible, hidden, fine), false));
            EXPECT_GT(tap_order, 2.6) << visible << hidden;
            EXPECT_NEAR(naive_order, 2, .35) << visible << hidden;
        }
}

TEST(tap, mean_field_is_a_lower_bound_and_tap_is_nearer) {
    const Rbm machine = with_couplings("bernoulli", "bernoulli", .7);
    const at::Tensor start = at::full({1, 10}, .5, at::kDouble);
    EXPECT_LT(tap(machine, start, {.has_reaction = false}).log_z, exact_log_partition(machine));
    EXPECT_LT(error_of(machine, true), error_of(machine, false) / 3);
}

TEST(tap, its_magnetisations_are_those_of_enumeration) {
    const Rbm machine = with_couplings("bernoulli", "spin", .3);
    const Tap found = tap(machine, at::full({1, 10}, .5, at::kDouble));
    const ExactSums sums = exact_sums(machine);
    EXPECT_LT((found.visible - sums.visible_statistics[0]).abs().max().item<double>(), 3e-3);
    EXPECT_LT((found.hidden - sums.hidden_statistics[0]).abs().max().item<double>(), 3e-3);
}

TEST(tap, finds_both_states_of_a_ferromagnet) {
    Rbm machine{free_layer(find_unit("spin"), 12), free_layer(find_unit("spin"), 12),
                at::full({12, 12}, .25, at::kDouble)};
    const at::Tensor start = at::stack({at::ones({12}, at::kDouble), -at::ones({12}, at::kDouble)});
    const Tap found = tap(machine, start);
    EXPECT_EQ(found.converged, 2);
    EXPECT_EQ(found.solutions, 1);  // one ln Z: the two are mirror images
    EXPECT_GT(found.visible.abs().min().item<double>(), .9);
    // Each of the two is one half of Z.
    EXPECT_NEAR(found.log_z + std::log(2), exact_log_partition(machine), .1);
}

TEST(tap, says_when_no_start_comes_to_rest) {
    EXPECT_THROW(tap(with_couplings("bernoulli", "bernoulli", 1), at::full({1, 10}, .5, at::kDouble),
                     {.max_iterations = 1, .tolerance = 1e-12}),
                 NumericalError);
}
