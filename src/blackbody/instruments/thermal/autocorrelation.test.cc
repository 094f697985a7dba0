#include "blackbody/instruments/thermal/autocorrelation.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/rng.h"

using namespace blackbody;

namespace {

/// N chains x' = a x + noise.
at::Tensor autoregressive(double a, std::int64_t evaluations, std::int64_t chains) {
    Random random(3);
    at::Tensor x = at::zeros({evaluations, chains}, at::kDouble);
    double* p = x.data_ptr<double>();
    for (std::int64_t n = 0; n < chains; ++n) p[n] = random.normal() / std::sqrt(1 - a * a);
    for (std::int64_t i = chains; i < evaluations * chains; ++i) p[i] = a * p[i - chains] + random.normal();
    return x;
}

}  // namespace

TEST(autocorrelation, of_an_autoregressive_chain_has_its_closed_form) {
    for (const double a : {0., .5, .9}) {
        const Autocorrelation seen = autocorrelation(autoregressive(a, 4000, 20));
        const double exact = .5 * (1 + a) / (1 - a);
        EXPECT_NEAR(seen.tau, exact, 4 * seen.tau_error + .01 * exact) << a;
        EXPECT_TRUE(seen.is_long_enough);
    }
}

TEST(autocorrelation, says_when_the_chain_is_too_short_for_its_memory) {
    EXPECT_FALSE(autocorrelation(autoregressive(.99, 500, 4)).is_long_enough);
}

TEST(autocorrelation, of_a_constant_is_that_of_independent_evaluations) {
    EXPECT_EQ(autocorrelation(at::ones({10, 3}, at::kDouble)).tau, .5);
}

TEST(split_r_hat, is_near_one_for_chains_of_one_law_and_not_for_two_modes_or_a_drift) {
    const at::Tensor x = autoregressive(.3, 1000, 10);
    EXPECT_NEAR(split_r_hat(x), 1, .01);
    EXPECT_GT(split_r_hat(x + 3 * (at::arange(10) % 2)), 1.5);
    EXPECT_GT(split_r_hat(x + at::arange(1000, at::kDouble).unsqueeze(1) / 300), 1.1);
}

TEST(split_r_hat, is_the_formula_by_hand) {
    // Half chains {1, 3}, {2, 4}, {5, 7}, {6, 8}: W = 2, means 2, 3, 6, 7: variance 17/3; sqrt((1/2 · 2 + 17/3)/2).
    const at::Tensor x = at::tensor({1., 2., 3., 4., 5., 6., 7., 8.}, at::kDouble).view({4, 2});
    EXPECT_NEAR(split_r_hat(x), std::sqrt((1 + 17. / 3) / 2), 1e-12);
}

TEST(split_r_hat, of_half_chains_with_one_mean_is_below_one_by_their_length) {
    // Half chains {0, 1, 0, 1}: B = 0 and n = 4.
    const at::Tensor x = at::arange(8, at::kDouble).remainder(2).unsqueeze(1).repeat({1, 3});
    EXPECT_NEAR(split_r_hat(x), std::sqrt(3. / 4), 1e-12);
}
