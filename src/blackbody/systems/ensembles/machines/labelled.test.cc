#include "blackbody/systems/ensembles/machines/labelled.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_deep_machine;
using blackbody::testing::random_machine;

TEST(labelled, the_probability_of_a_label_is_that_of_the_sum_over_hidden_states) {
    for (const char* hidden : {"bernoulli", "spin", "potts"}) {
        const DeepBoltzmann machine = random_deep_machine({"bernoulli", hidden, "potts"}, {6, 3, 3});
        const at::Tensor v = states_of(machine.layers[0], 0, 64), h = states_of(machine.layers[1], 0, 3),
                         p = log_probability_of_labels(machine, v).exp();
        const std::int64_t count = std::llround(std::exp2(bits_of(machine.layers[1])));
        const at::Tensor every = states_of(machine.layers[1], 0, count);
        at::Tensor sums = at::zeros({64, 3}, at::kDouble);
        for (int y = 0; y < 3; ++y)
            for (std::int64_t k = 0; k < count; ++k)
                sums.select(1, y) +=
                    (-energy(machine, {v, every[k].expand({64, 3}), at::eye(3, at::kDouble)[y].expand({64, 3})})).exp();
        EXPECT_LT((p - sums / sums.sum(1, true)).abs().max().item<double>(), 1e-13) << hidden;
    }
}

TEST(labelled, a_new_label_unit_knows_nothing) {
    const DeepBoltzmann machine = with_labels(random_machine("bernoulli", "bernoulli", 6, 4), 5);
    check(machine, "m");
    const at::Tensor p = log_probability_of_labels(machine, states_of(machine.layers[0], 0, 64)).exp();
    EXPECT_LT((p - .2).abs().max().item<double>(), 1e-14);
    EXPECT_THROW(log_probability_of_labels(deep(random_machine("bernoulli", "spin", 6, 4)), p), Error);
}

TEST(labelled, classes_become_states_or_are_refused) {
    const at::Tensor classes = at::tensor({2, 0, 1});
    EXPECT_TRUE(at::equal(states_of_labels(classes, 3).argmax(1), classes));
    EXPECT_THROW(states_of_labels(classes, 2), Error);
    EXPECT_THROW(states_of_labels(classes - 1, 3), Error);
}
