#include "blackbody/training/machines/trajectory_error.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"

namespace blackbody {
namespace {

/// Two patterns of 12 units, one of them of more weight: modes that chains do not leave.
Rbm two_modes(double strength) {
    Rbm rbm{free_layer(find_unit("bernoulli"), 12), free_layer(find_unit("bernoulli"), 2),
            at::zeros({12, 2}, at::kDouble)};
    rbm.weight.narrow(0, 0, 6).select(1, 0).fill_(strength), rbm.weight.narrow(0, 6, 6).select(1, 1).fill_(strength);
    return rbm;
}

TEST(trajectory_error, a_bar_that_is_too_short_is_made_as_long_as_the_difference) {
    const DeepBoltzmann machine = deep(two_modes(2));
    const DeepBoltzmann base = independent(machine, {machine.layers[0].theta, machine.layers[1].theta});
    const double truth = exact_log_partition(two_modes(2));
    const Estimate wrong{"log_z", truth - 3, Uncertainty::of(.1), 100, {}};
    EXPECT_NEAR(with_short_annealing(wrong, machine, base, 1).error.std_error(), 3, .3);
}

TEST(trajectory_error, a_bar_that_is_long_enough_stays) {
    const DeepBoltzmann machine = deep(two_modes(1));
    const DeepBoltzmann base = independent(machine, {machine.layers[0].theta, machine.layers[1].theta});
    const Estimate right{"log_z", exact_log_partition(two_modes(1)), Uncertainty::of(2), 100, {}};
    EXPECT_EQ(with_short_annealing(right, machine, base, 1).error.std_error(), 2);
}

}  // namespace
}  // namespace blackbody
