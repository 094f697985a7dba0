#include "blackbody/systems/ensembles/partition/ladder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::base_of;
using blackbody::testing::random_machine;

namespace {}  // namespace

TEST(ladder, gives_the_exact_ln_z_within_its_error_for_every_kind) {
    for (const char* visible : {"bernoulli", "spin", "potts", "gaussian"}) {
        Rbm machine = random_machine(visible, "bernoulli", 9, 6);
        machine.weight *= 1.5;
        const LogZ z =
            ladder_log_z(machine, base_of(machine), {.burn_in = 100, .evaluations = 20, .stride = 5, .seed = 2});
        EXPECT_NEAR(z.value.value, exact_log_partition(machine), 4 * z.value.error.std_error()) << visible;
        EXPECT_LT(z.value.error.std_error(), .1) << visible;
        EXPECT_NEAR(z.others[0].value, z.value.value, 4 * z.others[0].error.std_error() + .02) << visible;
    }
}

TEST(ladder, without_overlap_there_is_no_number) {
    Rbm machine = random_machine("bernoulli", "bernoulli", 60, 40);
    machine.weight *= 5;
    EXPECT_THROW(ladder_log_z(machine, base_of(machine), {.rungs = 2, .burn_in = 10, .evaluations = 5, .stride = 1}),
                 NumericalError);
}
