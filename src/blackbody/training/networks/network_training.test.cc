#include "blackbody/training/networks/network_training.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/training/core/schedule.h"
#include "blackbody/util/errors.h"
#include "support/random.h"
#include "support/stripe_batch.h"

namespace blackbody {
namespace {

using blackbody::testing::stripes;

NetworkPlan plan(const std::string& text, Field field = Field::real, at::ScalarType type = at::kFloat) {
    return {text, field, {Field::real, 1, {8, 8}}, 1, type};
}

NetworkTrainingOptions options(std::int64_t updates = 40) {
    NetworkTrainingOptions o{.batch = 16, .updates = updates};
    o.rate.lr = .05, o.augmentation = {.random_shift = 1, .hflip = true, .cutout = 2};
    return o;
}

TEST(NetworkTraining, networks_over_both_fields_learn_to_tell_stripes) {
    const Pictures data = stripes(256);
    for (const auto& [text, field] :
         {std::pair{"conv 4 3x3, norm, relu, global, linear 2", Field::real},
          std::pair{"conv 4 3x3, norm, modrelu, conv 4 3x3, global intensity, linear 2 no-bias, born",
                    Field::complex}}) {
        LayeredNetwork network(plan(text, field));
        NetworkTraining training(network, data, options(250));
        for (int i = 0; i < 250; ++i) training.update();
        EXPECT_GT(score(network, stripes(200), find_cost("cross-entropy")).accuracy, .97) << text;
    }
}

TEST(NetworkTraining, a_training_taken_up_again_ends_in_the_same_bytes) {
    const Pictures data = stripes(100);
    for (const char* rule : {"sgd", "adamw"}) {
        NetworkTrainingOptions how = options(30);
        how.optimizer.name = rule, how.rate.lr = .01;
        LayeredNetwork whole(plan("conv 4 3x3, norm, relu, linear 2")),
            half = LayeredNetwork(plan("conv 4 3x3, norm, relu, linear 2"));
        NetworkTraining first(whole, data, how), second(half, data, how);
        for (int i = 0; i < 30; ++i) first.update();
        for (int i = 0; i < 11; ++i) second.update();

        const auto taken_up = half.copy();
        NetworkTraining third(*taken_up, data, how);
        third.restore(second.state());
        for (int i = 11; i < 30; ++i) third.update();
        for (std::size_t p = 0; p < whole.parameters().size(); ++p)
            EXPECT_TRUE(at::equal(whole.parameters()[p].value, taken_up->parameters()[p].value))
                << whole.parameters()[p].name;
        EXPECT_EQ(first.take_recent().loss, third.take_recent().loss);
    }
}

TEST(NetworkTraining, plain_sgd_moves_ward_charges_by_exactly_the_square_of_the_gradient) {
    // The identity of symmetries/rescaling.cc, integrated: Q = |w_in|² + b² - |w_out|² of a ReLU unit moves by
    // lr² (|g_in|² + g_b² - |g_out|²) a step.
    const Pictures data = stripes(64);
    NetworkTrainingOptions how = options(5);
    how.optimizer = {"sgd", 0, 0}, how.rate = {.lr = .1, .schedule = "constant"};
    LayeredNetwork network(plan("linear 6, relu, linear 2", Field::real, at::kDouble));
    const auto& p = network.parameters();
    const auto charge = [&] {
        return (p[0].value.square().sum(1) + p[1].value.square() - p[2].value.square().sum(0)).detach();
    };
    NetworkTraining training(network, data, how);
    for (int i = 0; i < 5; ++i) {
        const at::Tensor before = charge(), w = p[0].value.detach().clone(), b = p[1].value.detach().clone(),
                         v = p[2].value.detach().clone();
        training.update();
        const at::Tensor gain = (p[0].value.detach() - w).square().sum(1) + (p[1].value.detach() - b).square() -
                                (p[2].value.detach() - v).square().sum(0);
        EXPECT_LT((charge() - before - gain).abs().max().item<double>(), 1e-12);
    }
}

TEST(NetworkTraining, a_loss_that_is_not_finite_stops_it) {
    const Pictures data = stripes(64);
    NetworkTrainingOptions how = options(200);
    how.rate = {.lr = 1e6, .schedule = "constant"};
    LayeredNetwork network(plan("linear 6, relu, linear 2"));
    NetworkTraining training(network, data, how);
    try {
        for (int i = 0; i < 200; ++i) training.update();
        FAIL() << "it went on";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("learning diverges"), std::string::npos) << error.what();
    }
}

TEST(NetworkTraining, outputs_that_are_no_scores_are_refused) {
    const Pictures data = stripes(64);
    LayeredNetwork three(plan("linear 3")), wave(plan("linear 2", Field::complex));
    EXPECT_THROW(NetworkTraining(three, data, options()), Error);
    EXPECT_THROW(NetworkTraining(wave, data, options()), Error);
    NetworkTrainingOptions born = options();
    born.loss = "born";
    EXPECT_NO_THROW(NetworkTraining(wave, data, born));
}

TEST(Costs, are_the_entropies_they_say) {
    const at::Tensor s = testing::RandomTensors(1).normal({7, 3}, at::kDouble),
                     labels = at::tensor({0, 2, 1, 1, 0, 2, 2}, at::kLong);
    const auto p = at::softmax(s, 1).log().gather(1, labels.unsqueeze(1)).mean().item<double>();
    EXPECT_NEAR(find_cost("cross-entropy").loss({s, labels, 3}).item<double>(), -p, 1e-14);
    EXPECT_NEAR(find_cost("free-energy").loss({s, labels, 3}).item<double>(), -p, 1e-14);
    const auto square = (s - at::one_hot(labels, 3)).square().sum(1).mean().item<double>() / 2;
    EXPECT_NEAR(find_cost("square").loss({s, labels, 3}).item<double>(), square, 1e-14);
    const at::Tensor intensity = s.square();
    const auto born = (intensity / intensity.sum(1, true)).log().gather(1, labels.unsqueeze(1)).mean().item<double>();
    EXPECT_NEAR(find_cost("born").loss({s, labels, 3}).item<double>(), -born, 1e-9);
    // A smoothed label is a fifth of every class.
    const at::Tensor target = at::one_hot(labels, 3).to(at::kDouble) * .8 + .2 / 3;
    const auto smoothed = -(target * at::log_softmax(s, 1)).sum(1).mean().item<double>();
    EXPECT_NEAR(find_cost("cross-entropy").loss({s, labels, 3, Field::real, .2}).item<double>(), smoothed, 1e-14);
    // Two microstates of equal energy for every class change nothing.
    const at::Tensor twice = s.unsqueeze(2).expand({7, 3, 2}).reshape({7, 6});
    EXPECT_NEAR(find_cost("free-energy").loss({twice, labels, 3}).item<double>(), -p, 1e-14);
}

TEST(Rates, follow_their_plan) {
    EXPECT_DOUBLE_EQ(rate_at({.lr = 1, .warm_up_updates = 10}, 4, 100), .5);
    EXPECT_DOUBLE_EQ(rate_at({.lr = 1}, 50, 100), .5);
    EXPECT_DOUBLE_EQ(rate_at({.lr = 1, .schedule = "step"}, 49, 100), 1);
    EXPECT_NEAR(rate_at({.lr = 1, .schedule = "step"}, 80, 100), .01, 1e-15);
}

TEST(Batches, without_augmentation_are_the_pictures) {
    const Pictures data = stripes(20);
    const at::Tensor which = at::tensor({3, 17, 4}, at::kLong);
    const at::Tensor x = augmented(data, which, {}, at::kFloat, 1, 2);
    EXPECT_LT((x - data.values.index_select(0, which).to(at::kFloat) / 255).abs().max().item<float>(), 1e-7);
    EXPECT_TRUE(x.is_contiguous(at::MemoryFormat::ChannelsLast));
}

TEST(Batches, a_shift_moves_every_pixel_alike_and_a_mirror_turns_rows) {
    const Pictures data = stripes(1);
    const at::Tensor plain = augmented(data, at::zeros({1}, at::kLong), {}, at::kFloat, 1, 0)[0][0];
    const at::Tensor framed = at::constant_pad_nd(plain, {2, 2, 2, 2});
    int found = 0, mirrored_ones = 0, moved = 0;
    for (std::uint64_t update = 0; update < 20; ++update) {
        const at::Tensor x =
            augmented(data, at::zeros({1}, at::kLong), {.random_shift = 2, .hflip = true}, at::kFloat, 1, update)[0][0];
        bool is_one = false;
        for (const bool mirrored : {false, true})
            for (int dy = 0; dy < 5; ++dy)
                for (int dx = 0; dx < 5; ++dx) {
                    const at::Tensor from = mirrored ? framed.flip(1) : framed;
                    if (at::equal(x, from.narrow(0, dy, 8).narrow(1, dx, 8))) {
                        is_one = true;
                        mirrored_ones += mirrored, moved += dy != 2 || dx != 2;
                    }
                }
        found += is_one;
    }
    EXPECT_EQ(found, 20);
    EXPECT_GT(mirrored_ones, 3);
    EXPECT_LT(mirrored_ones, 17);
    EXPECT_GT(moved, 10);
}

}  // namespace
}  // namespace blackbody
