#include "blackbody/instruments/thermal/modes.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "support/machines.h"

using namespace blackbody;

TEST(modes, of_stored_patterns_are_the_patterns) {
    // W = 3 ξ¹ηᵀ + 2 ξ²ζᵀ with orthogonal ±1 patterns: their states have magnetisation ±1 on their own direction only.
    const at::Tensor xi = at::tensor({1., 1., 1., 1., 1., -1., 1., -1.}, at::kDouble).view({2, 4}),
                     eta = at::eye(2, at::kDouble);
    const at::Tensor weight = 3 * at::outer(xi[0], eta[0]) / 2 + 2 * at::outer(xi[1], eta[1]) / 2;
    const Modes modes = modes_of(weight, 5);
    EXPECT_NEAR(modes.strength[0].item<double>(), 3, 1e-12);
    EXPECT_NEAR(modes.strength[1].item<double>(), 2, 1e-12);
    const at::Tensor m = magnetisations(modes, xi).abs();
    EXPECT_LT((m - at::eye(2, at::kDouble)).abs().max().item<double>(), 1e-12);
}

TEST(modes, the_edge_is_where_noise_ends) {
    const at::Tensor noise = at::special_ndtri(uniform_numbers({.seed = 1}, 400, 300).clamp_max(1 - 1e-8));
    EXPECT_NEAR(modes_of(noise, 1).strength[0].item<double>() / random_edge(noise), 1, .02);
}

TEST(modes, of_the_trained_machine_stand_out_from_noise_as_published) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Rbm machine = blackbody::testing::reference_machine("500");
    const Modes modes = modes_of(machine.weight, 4);
    const double seen[] = {31.4, 21.7, 21.0, 19.7};
    for (int a = 0; a < 4; ++a) EXPECT_NEAR(modes.strength[a].item<double>(), seen[a], .06) << a;
    EXPECT_NEAR(random_edge(machine.weight), 11.2, .06);
}
