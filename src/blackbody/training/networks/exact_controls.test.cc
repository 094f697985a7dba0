// What a symmetry of a network forbids it to learn, and what it cannot lose: controls that are exact, trained.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/training/networks/network_training.h"
#include "support/random.h"

namespace blackbody {
namespace {

using testing::RandomTensors;

constexpr std::int64_t size = 8, patterns = 40;

/// Random 3x3 patterns on black, each at all `size` columns and in a fixed row; borders are joined. The label is the
/// column.
Pictures patterns_everywhere(std::uint64_t seed) {
    const at::Tensor first = at::zeros({patterns, 1, size, size}, at::kByte),
                     drawn = RandomTensors(seed).integers(60, 256, {patterns, 1, 3, 3}, at::kByte);
    first.narrow(2, 3, 3).narrow(3, 0, 3).copy_(drawn);
    std::vector<at::Tensor> values;
    for (std::int64_t column = 0; column < size; ++column) values.push_back(at::roll(first, {column}, {3}));
    return {at::cat(values), at::arange(size, at::kLong).repeat_interleave(patterns)};
}

std::unique_ptr<LayeredNetwork> taught(const std::string& text, Field field, const Pictures& data,
                                       std::int64_t updates) {
    auto network = std::make_unique<LayeredNetwork>(
        NetworkPlan{text, field, {Field::real, 1, {data.values.size(2), data.values.size(3)}}, 1, at::kDouble});
    NetworkTrainingOptions how{.batch = 32, .updates = updates};
    how.optimizer.name = "adamw", how.rate.lr = .01;
    NetworkTraining training(*network, data, how);
    for (std::int64_t i = 0; i < updates; ++i) training.update();
    return network;
}

struct PositionCase {
    Field field;
    std::string first, then;
};
const PositionCase cases[] = {{Field::real, "relu", ", relu, global, linear 8"},
                              {Field::complex, "modrelu", ", global intensity, linear 8, born"}};

TEST(ExactControls, a_circular_network_of_stride_1_cannot_learn_where_something_is) {
    const Pictures seen = patterns_everywhere(1), held_out = patterns_everywhere(2);
    for (const PositionCase& c : cases) {
        const auto network =
            taught("conv 6 3x3 circular, norm, " + c.first + ", conv 6 3x3 circular" + c.then, c.field, seen, 150);

        // The same output wherever the pattern lies.
        const at::NoGradGuard fixed;
        const at::Tensor x = held_out.values.to(at::kDouble) / 255;
        const at::Tensor y = network->forward(x, {}).view({size, patterns, size});
        EXPECT_LT((y - y[0]).abs().max().item<double>(), 1e-11);
        const at::Tensor one = x.narrow(0, 0, 1), z = network->forward(one, {});
        for (std::int64_t shift = 0; shift < size * size; ++shift) {
            const at::Tensor moved = at::roll(one, {shift / size, shift % size}, {2, 3});
            EXPECT_LT((network->forward(moved, {}) - z).abs().max().item<double>(), 1e-11) << shift;
        }

        // So that as many places are right as by chance.
        const double chance = 1. / size, error = std::sqrt(chance * (1 - chance) / (size * patterns));
        EXPECT_NEAR(score(*network, held_out, find_cost("cross-entropy")).accuracy, chance, 3 * error);
    }
}

TEST(ExactControls, borders_of_zeros_or_a_stride_tell_where_something_is) {
    const Pictures seen = patterns_everywhere(1), held_out = patterns_everywhere(2);
    for (const PositionCase& c : cases) {
        const std::string zeros = "conv 6 3x3, norm, " + c.first + ", conv 6 3x3" + c.then;
        EXPECT_GT(score(*taught(zeros, c.field, seen, 150), held_out, find_cost("cross-entropy")).accuracy, .3);
    }
    const auto strided = taught("conv 6 3x3 circular stride 2, norm, relu, global, linear 8", Field::real, seen, 150);
    EXPECT_GT(score(*strided, held_out, find_cost("cross-entropy")).accuracy, .2);
}

/// Three classes of noisy stripes, along x, along y and along the diagonal.
Pictures stripes(std::uint64_t seed) {
    RandomTensors random(seed);
    const at::Tensor n = at::arange(size, at::kDouble), x = n.view({1, size}), y = n.view({size, 1});
    const at::Tensor phases[] = {x + 0 * y, y + 0 * x, x + y};
    std::vector<at::Tensor> values;
    for (int i = 0; i < 240; ++i) values.push_back((phases[i % 3] * 1.57 + random.uniform({1}) * 6.28).cos());
    const at::Tensor noisy = at::stack(values).unsqueeze(1) * 60 + 120 + 60 * random.normal({240, 1, size, size});
    return {noisy.clamp(0, 255).to(at::kByte), at::arange(240, at::kLong).remainder(3)};
}

/// Classes that a network says, with the layer `norm` put behind layer `place` of these and the same weights.
struct Normalised {
    at::Tensor classes;
    double accuracy = 0;
};
Normalised normalised(const LayeredNetwork& trained, const Pictures& data, const std::string& norm, std::size_t place) {
    NetworkPlan plan = trained.plan();
    std::vector<LayerText> layers = parse_description(plan.text);
    if (!norm.empty()) {
        const LayerText extra = parse_description(norm)[0];
        layers.insert(layers.begin() + static_cast<std::ptrdiff_t>(place), extra);
    }
    plan.text = to_text(layers);
    LayeredNetwork other(plan);
    std::vector<std::pair<std::string, at::Tensor>> values;
    for (const Parameter& p : trained.parameters()) values.emplace_back(p.name, p.value);
    other.assign(values);
    const at::NoGradGuard fixed;
    return {other.forward(data.values.to(at::kDouble) / 255, {}).argmax(1),
            score(other, data, find_cost("cross-entropy")).accuracy};
}

TEST(ExactControls, a_bias_free_rectified_network_loses_nothing_when_a_layer_is_normalised) {
    const Pictures seen = stripes(3), held_out = stripes(4);
    const std::string free = " no-bias", text = "conv 6 3x3%, relu, conv 6 3x3%, relu, pool 2, linear 3%";
    const auto written = [&](const std::string& bias) {
        std::string all = text;
        for (std::size_t at = all.find('%'); at != std::string::npos; at = all.find('%')) all.replace(at, 1, bias);
        return all;
    };
    const auto without = taught(written(free), Field::real, seen, 120),
               with = taught(written(""), Field::real, seen, 120);
    const Normalised plain = normalised(*without, held_out, "", 0), biased = normalised(*with, held_out, "", 0);
    EXPECT_GT(plain.accuracy, .8);
    EXPECT_GT(biased.accuracy, .8);
    for (const std::string norm : {"l2-norm", "l1-norm"}) {
        double most = 0;
        for (std::size_t place = 1; place <= 5; ++place) {
            const Normalised same = normalised(*without, held_out, norm, place);
            EXPECT_TRUE(at::equal(same.classes, plain.classes)) << norm << " at " << place;
            EXPECT_EQ(plain.accuracy - same.accuracy, 0);
            most = std::max(most, biased.accuracy - normalised(*with, held_out, norm, place).accuracy);
        }
        EXPECT_GT(most, .05) << norm << ": with biases it should matter";
    }
}

}  // namespace
}  // namespace blackbody
