#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/fft_fft2.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/sort.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/instruments/controls/draws.h"
#include "blackbody/util/registry.h"
#include "support/random.h"

using namespace blackbody;
using blackbody::testing::gaussian;

namespace {

/// Weights [sizes] of a named interaction: plain counter-based normals.
Interaction interaction_of(std::vector<std::int64_t> sizes, std::string name = "conv1.weight",
                           at::ScalarType type = at::kDouble) {
    return {.kind = sizes.size() == 4 ? Interaction::Kind::convolution : Interaction::Kind::linear,
            .name = std::move(name),
            .weight = gaussian(sizes, 7, type)};
}

at::Tensor sorted(const at::Tensor& values) { return std::get<0>(at::sort(values.reshape(-1))); }

Batch image_batch(std::vector<std::int64_t> sizes) {
    std::int64_t n = 1;
    for (std::int64_t size : sizes) n *= size;
    return {.inputs = {{"image", at::arange(n, at::kFloat).view(sizes)}}, .labels = {}, .first = 0, .size = sizes[0]};
}

}  // namespace

TEST(controls, have_a_text_each_and_change_either_weights_or_data) {
    ASSERT_GE(registry<Control>().size(), 4u);
    EXPECT_LE(registry<Control>().size(), control_infos().size());  // some are known in closed form
    for (const Control* control : registry<Control>()) {
        EXPECT_FALSE(control->name.empty());
        EXPECT_GT(control->info().sentence.size(), 40u) << control->name;
        EXPECT_NE(control->weights == nullptr, control->inputs == nullptr) << control->name;
        EXPECT_EQ(&find_control(control->name), control);
    }
}

TEST(controls, give_one_result_for_one_seed_and_another_for_another) {
    for (const auto& given : {interaction_of({6, 4, 3, 3}), interaction_of({6, 1, 5, 5}), interaction_of({12, 9})})
        for (const Control* control : registry<Control>()) {
            if (!control->weights) continue;
            const at::Tensor draw = control->weights(given, 1);
            EXPECT_TRUE(at::equal(draw, control->weights(given, 1))) << control->name;
            EXPECT_FALSE(at::equal(draw, control->weights(given, 2))) << control->name;
            EXPECT_FALSE(at::equal(draw, given.weight)) << control->name;
        }
}

TEST(controls, keep_shape_type_and_norm_of_the_weights) {
    for (const auto& given : {interaction_of({6, 4, 3, 3}), interaction_of({6, 4, 3, 3}, "w", at::kFloat),
                              interaction_of({4, 4, 1, 1}), interaction_of({5, 2, 1, 7}), interaction_of({12, 9})})
        for (const Control* control : registry<Control>()) {
            if (!control->weights) continue;
            const at::Tensor draw = control->weights(given, 3);
            EXPECT_EQ(draw.sizes(), given.weight.sizes()) << control->name;
            EXPECT_EQ(draw.scalar_type(), given.weight.scalar_type()) << control->name;
            const double kept = at::linalg_vector_norm(draw.to(at::kDouble)).item<double>();
            EXPECT_NEAR(kept / at::linalg_vector_norm(given.weight.to(at::kDouble)).item<double>(), 1, 1e-6)
                << control->name;
        }
}

TEST(controls, differ_between_interactions_of_one_network) {
    const Interaction a = interaction_of({6, 4, 3, 3}, "a"), b = interaction_of({6, 4, 3, 3}, "b");
    for (const Control* control : registry<Control>()) {
        if (!control->weights) continue;
        EXPECT_FALSE(at::equal(control->weights(a, 1), control->weights(b, 1))) << control->name;
    }
}

TEST(draws, are_uniform_and_normal_and_prefixes_of_longer_ones_are_not_repeated) {
    const at::Tensor u = uniform_draws(100001, 3), z = normal_draws(100001, 3);
    EXPECT_NEAR(u.mean().item<double>(), 0.5, 0.004);
    EXPECT_NEAR(u.var().item<double>(), 1. / 12, 0.001);
    EXPECT_NEAR(z.mean().item<double>(), 0, 0.013);
    EXPECT_NEAR(z.var().item<double>(), 1, 0.02);
    EXPECT_NEAR(z.pow(4).mean().item<double>(), 3, 0.15);
    EXPECT_NEAR((z.narrow(0, 0, 50000) * z.narrow(0, 50000, 50000)).mean().item<double>(), 0,
                0.02);  // cos and sin of one angle
    EXPECT_GT(u.min().item<double>(), 0);
    EXPECT_LT(u.max().item<double>(), 1);
}

TEST(permuted_kernels, keeps_every_entry) {
    const Interaction given = interaction_of({6, 4, 3, 3}, "w", at::kFloat);
    EXPECT_TRUE(at::equal(sorted(find_control("permuted_kernels").weights(given, 5)), sorted(given.weight)));
}

TEST(random_kernels, keeps_the_norm_of_every_kernel_and_of_every_row_of_a_linear_map) {
    const Interaction spatial = interaction_of({6, 4, 3, 3}), linear = interaction_of({12, 9});
    auto norms = [](const at::Tensor& w) { return at::linalg_vector_norm(w.flatten(w.dim() == 4 ? 2 : 1), 2, {-1}); };
    const Control& control = find_control("random_kernels");
    EXPECT_TRUE(at::allclose(norms(control.weights(spatial, 5)), norms(spatial.weight), 1e-12, 1e-14));
    EXPECT_TRUE(at::allclose(norms(control.weights(linear, 5)), norms(linear.weight), 1e-12, 1e-14));
}

TEST(random_kernels, leaves_a_kernel_of_zeros_at_zero) {
    Interaction given = interaction_of({2, 2, 3, 3});
    given.weight.select(0, 1).zero_();
    EXPECT_EQ(find_control("random_kernels").weights(given, 5).select(0, 1).abs().max().item<double>(), 0);
}

TEST(amplitude_matched_kernels, keeps_the_amplitude_at_every_wave_vector_of_the_kernels_own_grid) {
    for (const auto& given : {interaction_of({6, 4, 3, 3}), interaction_of({6, 4, 4, 4}), interaction_of({3, 2, 1, 7}),
                              interaction_of({3, 2, 6, 5})}) {
        const at::Tensor draw = find_control("amplitude_matched_kernels").weights(given, 5);
        EXPECT_TRUE(at::allclose(at::abs(at::fft_fft2(draw)), at::abs(at::fft_fft2(given.weight)), 1e-10, 1e-12));
    }
}

TEST(amplitude_matched_kernels, has_uniform_phases) {
    // The mean over very many draws of a fixed kernel is 0 but where phases are signs: there it is 0 as well.
    Interaction given = interaction_of({20000, 1, 3, 3});
    given.weight.copy_(given.weight[0].unsqueeze(0).expand({20000, 1, 3, 3}).clone());
    const at::Tensor mean = find_control("amplitude_matched_kernels").weights(given, 5).mean(0);
    EXPECT_LT(mean.abs().max().item<double>(),
              5 * at::linalg_vector_norm(given.weight[0]).item<double>() / 3 / std::sqrt(20000.));
}

TEST(amplitude_matched_kernels, of_one_entry_can_only_change_sign) {
    const Interaction given = interaction_of({4, 4, 1, 1});
    const at::Tensor draw = find_control("amplitude_matched_kernels").weights(given, 5);
    EXPECT_TRUE(at::allclose(draw.abs(), given.weight.abs(), 1e-12, 1e-14));
    EXPECT_FALSE(at::allclose(draw, given.weight));
}

TEST(permuted_pixels, moves_all_images_and_all_channels_alike_and_keeps_every_value) {
    const Batch given = image_batch({2, 3, 4, 5}), moved = find_control("permuted_pixels").inputs(given, 1);
    const at::Tensor before = given.inputs[0].second, after = moved.inputs[0].second;
    EXPECT_FALSE(at::equal(before, after));
    EXPECT_TRUE(at::equal(sorted(before), sorted(after)));
    const at::Tensor origin = after[0][0];  // pixel numbers: the values of the first channel of the first image
    for (int n = 0; n < 2; ++n)
        for (int c = 0; c < 3; ++c) EXPECT_TRUE(at::equal(after[n][c], origin + (60 * n + 20 * c)));
}

TEST(permuted_pixels, uses_one_permutation_for_all_batches_of_a_draw) {
    const Control& control = find_control("permuted_pixels");
    Batch second = image_batch({2, 3, 4, 5});
    second.first = 2;
    EXPECT_TRUE(at::equal(control.inputs(image_batch({2, 3, 4, 5}), 1).inputs[0].second,
                          control.inputs(second, 1).inputs[0].second));
    EXPECT_FALSE(at::equal(control.inputs(second, 1).inputs[0].second, control.inputs(second, 2).inputs[0].second));
}

TEST(permuted_pixels, keeps_the_colours_of_each_pixel_where_channels_come_last) {
    const at::Tensor after = find_control("permuted_pixels").inputs(image_batch({1, 8, 9, 3}), 1).inputs[0].second;
    EXPECT_TRUE(at::equal(after.select(3, 1) - after.select(3, 0), at::empty({1, 8, 9}, at::kFloat).fill_(1)));
}

TEST(permuted_pixels, leaves_tokens_and_tables_alone) {
    const Batch given = image_batch({4, 6});
    EXPECT_TRUE(at::equal(find_control("permuted_pixels").inputs(given, 1).inputs[0].second, given.inputs[0].second));
}
