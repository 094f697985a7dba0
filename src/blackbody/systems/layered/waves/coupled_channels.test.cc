#include "blackbody/systems/layered/waves/coupled_channels.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/random.h"

using namespace blackbody;
using blackbody::testing::RandomTensors;

namespace {

at::Tensor couplings() { return hermitian(RandomTensors(4).normal({9}, at::kDouble)); }

}  // namespace

TEST(coupled_channels, the_three_shares_sum_to_one) {
    const at::Tensor z = RandomTensors(5).normal({4, 6, 5}, at::kComplexDouble), out = coupled_channels(z, couplings());
    EXPECT_EQ(out.sizes(), (std::vector<std::int64_t>{4, 6, 5, 3}));
    const at::Tensor shares = out.abs().pow(2) / z.abs().pow(2).unsqueeze(-1);
    EXPECT_LT((shares.sum(-1) - 1).abs().max().item<double>(), 1e-12);
    EXPECT_GT(shares.select(-1, 1).mean().item<double>(), .01);
    EXPECT_GT(shares.select(-1, 2).mean().item<double>(), .01);
}

TEST(coupled_channels, without_coupling_all_is_elastic_and_a_weak_wave_passes) {
    const at::Tensor z = RandomTensors(5).normal({10}, at::kComplexDouble);
    const at::Tensor free = coupled_channels(z, at::zeros({3, 3}, at::kComplexDouble));
    EXPECT_TRUE(at::allclose(free.select(-1, 0), z));
    const at::Tensor weak = 1e-6 * z, out = coupled_channels(weak, couplings());
    EXPECT_LT((out.select(-1, 0) - weak).abs().max().item<double>(), 1e-16);
}

TEST(coupled_channels, a_coupling_of_two_channels_has_its_closed_form) {
    // K = g (0 a; a 0): S_00 = (1 - g²a²) / (1 + g²a²), S_10 = -2i g a / (1 + g²a²).
    at::Tensor numbers = at::zeros({9}, at::kDouble);
    numbers[3] = .7;
    const at::Tensor z = at::ones({1}, at::kComplexDouble), out = coupled_channels(z, hermitian(numbers))[0];
    const double g = .5 * .7, below = 1 + g * g;
    EXPECT_NEAR(at::real(out[0]).item<double>(), (1 - g * g) / below, 1e-15);
    EXPECT_NEAR(at::imag(out[1]).item<double>(), -2 * g / below, 1e-15);
    EXPECT_NEAR(out[2].abs().item<double>(), 0, 1e-15);
}

TEST(coupled_channels, cofactors_give_what_solving_gives) {
    RandomTensors random(6);
    const at::Tensor z = random.normal({5, 7}, at::kComplexDouble),
                     coupling = hermitian(random.normal({7, 9}, at::kDouble));
    const at::Tensor intensity = z.abs().pow(2), ik = c10::complex<double>(0, 1) * coupling *
                                                      (intensity / (1 + intensity)).unsqueeze(-1).unsqueeze(-1);
    const at::Tensor one = at::eye(3, at::kComplexDouble), first = at::linalg_solve(one + ik, (one - ik).select(-1, 0));
    EXPECT_LT((coupled_channels(z, coupling) - first * z.unsqueeze(-1)).abs().max().item<double>(), 1e-13);
}

TEST(coupled_channels, gradients_agree_with_differences_in_wave_and_coupling) {
    RandomTensors random(7);
    const at::Tensor w = random.normal({6, 3}, at::kDouble), z0 = random.normal({6}, at::kComplexDouble),
                     n0 = random.normal({9}, at::kDouble);
    const auto loss = [&](const at::Tensor& z, const at::Tensor& n) {
        return (w * coupled_channels(z, hermitian(n)).abs().pow(2)).sum();
    };
    at::Tensor z = z0.clone().requires_grad_(true), n = n0.clone().requires_grad_(true);
    loss(z, n).backward();
    for (int i = 0; i < 9; ++i) {
        at::Tensor up = n0.clone(), down = n0.clone();
        up[i] += 1e-6, down[i] -= 1e-6;
        EXPECT_NEAR(n.grad()[i].item<double>(), ((loss(z0, up) - loss(z0, down)) / 2e-6).item<double>(), 1e-6);
    }
    at::Tensor up = z0.clone(), down = z0.clone();
    up[2] += c10::complex<double>(0, 1e-6), down[2] -= c10::complex<double>(0, 1e-6);
    EXPECT_NEAR(at::imag(z.grad())[2].item<double>(), ((loss(up, n0) - loss(down, n0)) / 2e-6).item<double>(), 1e-6);
}
