#include "blackbody/instruments/observables/spectrum/circulant.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "blackbody/base/observable.h"
#include "blackbody/tensor/linear_algebra.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

Interaction convolution(const at::Tensor& weight, std::array<std::int64_t, 2> size) {
    return {.kind = Interaction::Kind::convolution, .name = "weight", .weight = weight, .input_size = size};
}

std::vector<double> all_values(const CirculantSpectrum& s) {
    std::vector<double> all;
    for (std::int64_t v = 0; v < s.vectors; ++v)
        for (int copy = 0; copy < static_cast<int>(s.multiplicity[v]); ++copy)
            for (std::int64_t j = 0; j < s.levels; ++j) all.push_back(std::sqrt(s.lambda[v * s.levels + j]));
    std::sort(all.begin(), all.end());
    return all;
}

/// The plain reference: the operator as one dense matrix, periodic borders, every s-th row and column kept.
std::vector<double> dense_singular_values(const Interaction& c, std::int64_t H, std::int64_t W) {
    const at::Tensor w = c.weight.to(at::kDouble).contiguous();
    const std::int64_t O = w.size(0), I = w.size(1) * c.groups, h = H / c.stride[0], v = W / c.stride[1];
    at::Tensor matrix = at::zeros({O * h * v, I * H * W}, at::kDouble);
    auto m = matrix.accessor<double, 2>();
    auto k = w.accessor<double, 4>();
    for (std::int64_t o = 0; o < O; ++o)
        for (std::int64_t i = 0; i < w.size(1); ++i)
            for (std::int64_t oy = 0; oy < h; ++oy)
                for (std::int64_t ox = 0; ox < v; ++ox)
                    for (std::int64_t y = 0; y < w.size(2); ++y)
                        for (std::int64_t x = 0; x < w.size(3); ++x) {
                            const std::int64_t channel = o / (O / c.groups) * w.size(1) + i;
                            const std::int64_t iy = (oy * c.stride[0] + y * c.dilation[0]) % H,
                                               ix = (ox * c.stride[1] + x * c.dilation[1]) % W;
                            m[(o * h + oy) * v + ox][(channel * H + iy) * W + ix] += k[o][i][y][x];
                        }
    std::vector<double> s = to_doubles(squared_singular_values(matrix));
    for (double& x : s) x = std::sqrt(std::max(x, 0.0));
    return s;
}

void expect_same_values(const Interaction& c, std::int64_t H, std::int64_t W) {
    const std::vector<double> fast = all_values(circulant_spectrum(c));
    const std::vector<double> plain = dense_singular_values(c, H, W);
    ASSERT_EQ(fast.size(), plain.size());
    for (std::size_t j = 0; j < fast.size(); ++j) EXPECT_NEAR(fast[j], plain[j], 1e-6) << j;
}

}  // namespace

TEST(circulant, of_one_channel_has_the_moduli_of_the_kernels_fourier_transform) {
    // [1,2,1]/4 on a ring of 8: 1, .85355339 twice, .5 twice, .14644661 twice, 0.
    const at::Tensor kernel = at::tensor({.25, .5, .25}, at::kDouble).reshape({1, 1, 1, 3});
    const std::vector<double> s = all_values(circulant_spectrum(convolution(kernel, {1, 8})));
    const std::vector<double> expected = {0, .14644661, .14644661, .5, .5, .85355339, .85355339, 1};
    ASSERT_EQ(s.size(), 8u);
    for (int j = 0; j < 8; ++j) EXPECT_NEAR(s[j], expected[j], 1e-8);
}

TEST(circulant, agrees_with_the_dense_operator) {
    expect_same_values(convolution(gaussian({3, 2, 3, 3}, 1), {6, 5}), 6, 5);
}

TEST(circulant, stacks_the_aliases_of_a_stride) {
    Interaction c = convolution(gaussian({3, 2, 3, 3}, 2), {6, 8});
    c.stride = {2, 2};
    expect_same_values(c, 6, 8);
    c.stride = {1, 2};
    expect_same_values(c, 6, 8);
}

TEST(circulant, keeps_groups_and_dilation_apart) {
    Interaction c = convolution(gaussian({4, 1, 3, 3}, 3), {5, 5});
    c.groups = 4;
    expect_same_values(c, 5, 5);
    Interaction d = convolution(gaussian({2, 2, 3, 3}, 4), {7, 6});
    d.dilation = {2, 1};
    expect_same_values(d, 7, 6);
}

TEST(circulant, transposed_convolution_is_the_adjoint_of_the_strided_one) {
    Interaction forward = convolution(gaussian({3, 2, 4, 4}, 5), {8, 8});
    forward.stride = {2, 2};
    Interaction adjoint = forward;
    adjoint.kind = Interaction::Kind::transposed_convolution;
    adjoint.weight = forward.weight.transpose(0, 1).contiguous();
    adjoint.input_size = {4, 4};
    const std::vector<double> a = all_values(circulant_spectrum(forward)), b = all_values(circulant_spectrum(adjoint));
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t j = 0; j < a.size(); ++j) EXPECT_NEAR(a[j], b[j], 1e-10);
}

TEST(circulant, squares_sum_to_the_norm_of_the_kernel_times_the_number_of_outputs) {
    Interaction c = convolution(gaussian({8, 5, 3, 3}, 6), {12, 10});
    c.stride = {2, 2};
    double sum = 0;
    for (double s : all_values(circulant_spectrum(c))) sum += s * s;
    EXPECT_NEAR(sum / (30 * c.weight.square().sum().item<double>()), 1, 1e-12);
}

TEST(circulant, preserves_the_norm_only_of_a_shift) {
    at::Tensor shift = at::zeros({2, 2, 3, 3}, at::kDouble);
    shift[0][1][0][2] = 1, shift[1][0][1][1] = -1;
    for (double s : all_values(circulant_spectrum(convolution(shift, {6, 6})))) EXPECT_NEAR(s, 1, 1e-12);
}

TEST(circulant, pointwise_kernel_has_the_singular_values_of_its_matrix_at_any_size) {
    const at::Tensor w = gaussian({6, 4, 1, 1}, 7);
    const std::vector<double> s = all_values(circulant_spectrum(convolution(w, {224, 224})));
    const std::vector<double> m = to_doubles(squared_singular_values(w.reshape({6, 4})).sqrt());
    ASSERT_EQ(s.size(), 4u);
    for (int j = 0; j < 4; ++j) EXPECT_NEAR(s[j], m[j], 1e-12);
}

TEST(circulant, delta_kernel_has_flat_gain_and_smoothing_kernel_its_maximum_at_rest) {
    Site site;
    site.interaction = convolution(at::full({1, 1, 3, 3}, 1.0 / 9, at::kDouble), {8, 8});
    site.interaction->pads = {1, 1, 1, 1};
    const Observable* circulant = find_observable("circulant");
    ASSERT_TRUE(circulant->fits(site, {}).fits);
    const WeightResult result = circulant->weigh(site, {});
    for (const NamedValue& v : result.values) {
        if (v.name == "gain_max") EXPECT_NEAR(v.value, 1, 1e-12);
        if (v.name == "wave_number_max") EXPECT_NEAR(v.value, 0, 1e-12);
    }
    ASSERT_FALSE(result.notes.empty());
    EXPECT_NE(result.notes.front().find("zero padding is not represented"), std::string::npos);
}

TEST(circulant, random_kernels_repel_within_a_wave_vector_as_complex_matrices_do) {
    Site site;
    site.interaction = convolution(gaussian({40, 40, 3, 3}, 8), {9, 9});
    const WeightResult result = find_observable("circulant")->weigh(site, {});
    const auto r = std::find_if(result.values.begin(), result.values.end(),
                                [](const NamedValue& v) { return v.name == "spacing_ratio"; });
    ASSERT_NE(r, result.values.end());
    EXPECT_NEAR(r->value, .5996, .03);
}

TEST(circulant, without_an_input_size_is_skipped_with_the_reason) {
    Site site;
    site.interaction = convolution(gaussian({4, 4, 3, 3}, 9), {0, 0});
    const Fit fit = find_observable("circulant")->fits(site, {});
    EXPECT_FALSE(fit.fits);
    EXPECT_NE(fit.reason.find("not known"), std::string::npos);
}
