#include "blackbody/systems/ensembles/machines/pseudo_likelihood.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "support/machines.h"

using namespace blackbody;
using blackbody::testing::random_machine;

namespace {

/// Σ_i ln p(v_i | v_-i) of every state, from the table of all probabilities.
at::Tensor by_table(const Rbm& rbm) {
    const auto count = static_cast<std::int64_t>(std::llround(std::exp2(bits_of(rbm.visible))));
    const at::Tensor v = states_of(rbm.visible, 0, count), p = at::softmax(-free_energy(rbm, v), 0);
    const std::int64_t q = rbm.visible.colours;
    at::Tensor sum = at::zeros({count}, at::kDouble);
    for (std::int64_t unit = 0; unit < rbm.visible.size() / q; ++unit) {
        at::Tensor rest = v.clone();
        rest.narrow(1, unit * q, q).zero_();
        const at::Tensor same = (at::cdist(rest, rest) == 0).to(at::kDouble);
        sum += (p / at::matmul(same, p)).log();
    }
    return sum;
}

}  // namespace

TEST(pseudo_likelihood, over_all_units_it_is_that_of_the_table_of_probabilities) {
    for (const char* visible : {"bernoulli", "spin", "potts"})
        for (const char* hidden : {"bernoulli", "potts", "gaussian"}) {
            const Rbm rbm = random_machine(visible, hidden, 6, 3);
            const at::Tensor exact = by_table(rbm), v = states_of(rbm.visible, 0, exact.numel());
            for (std::int64_t n = 0; n < exact.numel(); ++n)
                EXPECT_NEAR(pseudo_likelihood(rbm, v.narrow(0, n, 1)).value, exact[n].item<double>(), 1e-11)
                    << visible << hidden;
        }
}

TEST(pseudo_likelihood, random_units_agree_with_all_within_the_error) {
    const Rbm rbm = random_machine("bernoulli", "spin", 12, 5);
    const at::Tensor v = states_of(rbm.visible, 0, 4096);
    const double all = pseudo_likelihood(rbm, v).value;
    const Estimate some = pseudo_likelihood(rbm, v, {.units = 3, .seed = 5});
    EXPECT_NEAR(some.value, all, 4 * some.error.std_error());
    EXPECT_NE(some.value, all);
}

TEST(pseudo_likelihood, real_numbers_have_no_flips) {
    EXPECT_THROW(pseudo_likelihood(random_machine("gaussian", "spin", 3, 3), at::zeros({2, 3}, at::kDouble)), Error);
}
