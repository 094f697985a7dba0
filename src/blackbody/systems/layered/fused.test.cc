#include "blackbody/systems/layered/fused.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>

#include "blackbody/systems/layered/activations.h"
#include "blackbody/systems/layered/layer.h"
#include "support/largest.h"
#include "support/random.h"
#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::largest_difference;
using blackbody::testing::RandomTensors;
using blackbody::testing::WithThreads;

namespace {

/// Channels that fill no vector, and more rows than one part has.
at::Tensor planes(at::ScalarType type = at::kDouble, std::int64_t channels = 11) {
    return RandomTensors(2).normal({5, 2 * channels, 17, 16}, type).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor levels(at::ScalarType type = at::kDouble, std::int64_t channels = 11) {
    return .7 * RandomTensors(3).normal({channels}, type);
}

/// Outputs and gradients of two ways to the same function of (x, others).
void expect_same(const std::function<at::Tensor(const std::vector<at::Tensor>&)>& one,
                 const std::function<at::Tensor(const std::vector<at::Tensor>&)>& other,
                 const std::vector<at::Tensor>& inputs, double tolerance) {
    std::vector<std::vector<at::Tensor>> gradients;
    std::vector<at::Tensor> outs;
    at::Tensor mix;
    for (const auto& way : {one, other}) {
        std::vector<at::Tensor> own;
        for (const at::Tensor& x : inputs) own.push_back(x.clone().requires_grad_(true));
        outs.push_back(way(own));
        if (!mix.defined()) mix = RandomTensors(4).normal_like(outs[0]);
        (outs.back() * mix).sum().backward();
        gradients.emplace_back();
        for (const at::Tensor& x : own) gradients.back().push_back(x.grad());
    }
    EXPECT_LT(largest_difference(outs[0], outs[1]), tolerance);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double scale = std::max(1., gradients[1][i].abs().max().item<double>());
        EXPECT_LT(largest_difference(gradients[0][i], gradients[1][i]), tolerance * scale) << "gradient of input " << i;
    }
}

at::Tensor placed(const at::Tensor& channels) { return channels.view({-1, 1, 1}); }

}  // namespace

TEST(fused, excitations_on_planes_are_those_of_the_complex_numbers) {
    for (const WaveActivation* kind : wave_activations()) {
        if (kind->on_planes == nullptr) continue;
        for (const at::ScalarType type : {at::kDouble, at::kFloat})
            for (const std::int64_t channels : {1, 3, 11, 32}) {
                std::vector<at::Tensor> inputs = {planes(type, channels)};
                if (kind->has_level) inputs.push_back(levels(type, channels));
                expect_same(
                    [&](const auto& x) { return kind->on_planes(x[0], x.size() > 1 ? x[1] : at::Tensor()); },
                    [&](const auto& x) {
                        return planes_of(kind->apply(complex_view(x[0]), x.size() > 1 ? placed(x[1]) : at::Tensor()));
                    },
                    inputs, type == at::kDouble ? 1e-12 : 2e-5);
            }
    }
}

TEST(fused, dark_places_stay_dark_and_have_a_finite_gradient) {
    for (const WaveActivation* kind : wave_activations()) {
        if (kind->on_planes == nullptr) continue;
        const at::Tensor x = at::zeros({3, 4}, at::kDouble).requires_grad_(true),
                         b = at::full({2}, .4, at::kDouble).requires_grad_(true);
        const at::Tensor y = kind->on_planes(x, b);
        EXPECT_EQ(y.abs().max().item<double>(), 0) << kind->name;
        y.sum().backward();
        EXPECT_TRUE(at::isfinite(x.grad()).all().item<bool>()) << kind->name;
    }
}

TEST(fused, normalisation_is_its_formula) {
    RandomTensors random(5);
    const at::Tensor scale = random.uniform({11}, at::kDouble) + .5, shift = random.normal({22}, at::kDouble);
    const auto formula = [&](const std::vector<at::Tensor>& x) {
        const at::Tensor mean = x[0].mean({0, 2, 3}, true), away = x[0] - mean;
        const at::Tensor variance = away.square().mean({0, 2, 3}).unflatten(0, {-1, 2}).sum(1);
        const at::Tensor factor = (x[1] * at::rsqrt(variance + 1e-5)).repeat_interleave(2);
        return away * placed(factor) + placed(x[2]);
    };
    // Far from 0, where a sum of squares would lose its digits.
    for (const double offset : {0., 30.})
        expect_same([&](const auto& x) { return normalised(x[0], x[1], x[2], 1e-5).planes; }, formula,
                    {planes() + offset, scale, shift}, 1e-10);
}

TEST(fused, complex_max_pool_takes_that_of_a_plain_search) {
    for (const auto& [window, stride] : {std::pair{2, 2}, {3, 2}, {3, 3}}) {
        const auto search = [&](const std::vector<at::Tensor>& x) {
            const at::Tensor z = complex_view(x[0]);
            const at::Tensor patches = z.unfold(2, window, stride).unfold(3, window, stride).flatten(4);
            const at::Tensor which = patches.detach().abs().argmax(4, true);
            return planes_of(patches.gather(4, which).squeeze(4));
        };
        expect_same(
            [&](const auto& x) {
                return complex_max_pool(x[0], {window, window}, {stride, stride});
            },
            search, {planes()}, 1e-13);
    }
}

TEST(fused, pooling_behind_a_rectifier_is_one_after_the_other) {
    // Values in tenths: many ties, within windows and at 0.
    const at::Tensor x = at::round(planes() * 10) / 10;
    for (const at::ScalarType type : {at::kDouble, at::kFloat})
        for (const auto& [window, stride] : {std::pair{2, 2}, {3, 2}, {3, 3}, {1, 2}})
            expect_same(
                [&](const auto& in) {
                    return rectified_pool(in[0], {window, window}, {stride, stride});
                },
                [&](const auto& in) { return at::max_pool2d(at::relu(in[0]), window, stride); }, {x.to(type)}, 0x1p-20);
}

TEST(fused, a_number_that_is_none_goes_through_rectifier_and_pooling) {
    for (const int place : {0, 1, 2, 3}) {
        at::Tensor x = RandomTensors(1).normal({1, 5, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast);
        x.select(1, 2).view({-1})[place] = std::numeric_limits<float>::quiet_NaN();
        EXPECT_TRUE(at::equal(rectified_pool(x, {2, 2}, {2, 2}).isnan().view({-1}).nonzero().view({-1}),
                              at::tensor({2}, at::kLong)));
    }
}

TEST(fused, sums_have_the_same_bits_for_any_number_of_threads) {
    std::vector<at::Tensor> gradients;
    for (const int threads : {1, 2, 4}) {
        const WithThreads with(threads);
        const at::Tensor b = levels(at::kFloat).requires_grad_(true), x = planes(at::kFloat).repeat({3, 1, 1, 1});
        modrelu_planes(x, b).square().sum().backward();
        gradients.push_back(b.grad());
    }
    EXPECT_TRUE(at::equal(gradients[0], gradients[1]) && at::equal(gradients[0], gradients[2]));
}
