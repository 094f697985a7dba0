#include "blackbody/systems/layered/layered_network.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/errors.h"
#include "support/random.h"
#include "support/words.h"

namespace blackbody {
namespace {

LayeredNetwork made(const std::string& text, Field field = Field::real, StateShape input = {Field::real, 1, {12, 12}}) {
    return LayeredNetwork({text, field, input, 3, at::kDouble});
}

at::Tensor pictures(std::int64_t n, std::int64_t c = 1, std::int64_t size = 12) {
    return testing::RandomTensors(5)
        .uniform({n, c, size, size}, at::kDouble)
        .contiguous(at::MemoryFormat::ChannelsLast);
}

std::string complaint(const std::string& text, Field field = Field::real) {
    return testing::complaint_of([&] { made(text, field); });
}

TEST(LayeredNetwork, a_text_makes_the_layers_it_names) {
    const auto network =
        made("conv 8 3x3, norm, relu, pool 2, 2 * residual(conv 8 3x3, norm, relu), global, linear 10");
    EXPECT_EQ(network.forward(pictures(3), {}).sizes(), (std::vector<std::int64_t>{3, 10}));
    // 8·9 + 8, norm 2·8, then twice 64·9 + 8 + 16, then 80 + 10.
    EXPECT_EQ(network.learned_numbers(), 80 + 16 + 2 * (576 + 8 + 16) + 90);
    EXPECT_EQ(network.sites().size(), 1 + 4 + 2 * 4 + 2u);
    EXPECT_EQ(network.multiplications(), 144 * 72 + 2 * 36 * 576 + 80.);
}

TEST(LayeredNetwork, a_residual_sum_is_seen_before_what_stands_behind_it) {
    const auto network = made("residual(conv 1 3x3, tanh) relu, linear 2");
    std::vector<std::string> names;
    for (const Site& site : network.sites()) names.push_back(site.info.name);
    EXPECT_EQ(names, (std::vector<std::string>{"input", "residual1.conv1", "residual1.tanh1", "residual1",
                                               "residual1.then.relu1", "linear1"}));
    EXPECT_EQ(network.sites()[3].info.role, Role::residual);
    EXPECT_EQ(network.sites()[4].info.role, Role::nonlinearity);
}

TEST(LayeredNetwork, a_complex_convolution_on_planes_is_the_complex_convolution) {
    const auto network = made("conv 4 3x3 no-bias, conv 5 3x3 stride 2 no-bias", Field::complex);
    const at::Tensor x = pictures(2);
    const auto weight = [&](int i) { return at::view_as_complex(network.parameters()[i].value.detach()); };
    const at::Tensor first = at::conv2d(x.to(at::kComplexDouble), weight(0), {}, 1, 1);
    const at::Tensor expected = at::conv2d(first, weight(1), {}, 2, 1);
    EXPECT_LT((complex_view(network.forward(x, {})) - expected).abs().max().item<double>(), 1e-13);
}

TEST(LayeredNetwork, a_complex_linear_layer_is_the_complex_product) {
    const auto network = made("conv 4 3x3 no-bias, linear 6 no-bias", Field::complex);
    const at::Tensor x = pictures(2);
    const at::Tensor wave =
        at::conv2d(x.to(at::kComplexDouble), at::view_as_complex(network.parameters()[0].value.detach()), {}, 1, 1);
    const at::Tensor expected =
        at::linear(wave.flatten(1), at::view_as_complex(network.parameters()[1].value.detach()));
    EXPECT_LT((complex_view(network.forward(x, {})) - expected).abs().max().item<double>(), 1e-13);
}

TEST(LayeredNetwork, a_common_phase_leaves_born_probabilities_of_a_bias_free_modrelu_network_alone) {
    const auto network =
        made("conv 4 3x3 no-bias, modrelu, conv 4 3x3 no-bias, norm, modrelu, pool 2, linear 5 no-bias, born",
             Field::complex);
    // The phase enters with the first weights.
    auto turned = network.copy();
    const double angle = .7;
    const at::Tensor w = at::view_as_complex(network.parameters()[0].value.detach());
    std::vector<std::pair<std::string, at::Tensor>> values;
    for (const Parameter& p : network.parameters()) values.emplace_back(p.name, p.value.detach());
    values[0].second = at::view_as_real(w * c10::complex<double>(std::cos(angle), std::sin(angle)));
    turned->assign(values);
    const at::Tensor x = pictures(3);
    EXPECT_LT((network.forward(x, {}) - turned->forward(x, {})).abs().max().item<double>(), 1e-11);
}

TEST(LayeredNetwork, what_is_impossible_is_named) {
    EXPECT_NE(complaint("conv 8 3x3, pol 2").find("did you mean pool?"), std::string::npos);
    EXPECT_NE(complaint("pool 4, pool 4").find("layer pool2 ('pool 4', of 1 x 3 x 3): expected a window of at most 3"),
              std::string::npos)
        << complaint("pool 4, pool 4");
    EXPECT_NE(complaint("conv 8 3x3 strid 2").find("conv CHANNELS SIZE [stride N]"), std::string::npos);
    EXPECT_NE(complaint("conv 8").find("a size, as 3x3"), std::string::npos);
    EXPECT_NE(complaint("modrelu").find("a complex state"), std::string::npos);
    EXPECT_NE(complaint("conv 8 3x3,").find("the name of a layer"), std::string::npos);
    EXPECT_NE(complaint("residual(conv 8 3x3").find("closing bracket"), std::string::npos);
    EXPECT_NE(complaint("999 * residual(999 * relu)").find("1 to 1,000"), std::string::npos)
        << complaint("999 * residual(999 * relu)");
}

TEST(LayeredNetwork, gradients_of_every_kind_of_layer_are_those_of_finite_differences) {
    const std::vector<std::pair<std::string, Field>> texts = {
        {"conv 3 3x3 stride 2, norm, tanh, depthwise 3x3 circular, gelu, global, linear 4", Field::real},
        {"residual(conv 3 3x3, tanh, conv 4 3x3 stride 2), pool 2 l2, linear 4", Field::real},
        {"conv 3 3x3, pool 2 average, hidden 5 bits, rbm 4 hidden 6", Field::real},
        {"conv 3 3x3, norm, modrelu, conv 3 3x3 circular, cardioid, pool 2 average, linear 4, born", Field::complex},
        {"residual(conv 3 3x3, phase, conv 4 3x3 stride 2), global intensity, linear 4", Field::complex},
        {"conv 3 3x3, pool 2, intensity, linear 4", Field::complex},
        {"coordinates, conv 3 3x3, layer-norm, leaky, dropout .3, l2-norm local, momenta 2, pool 2 modulus, linear 4",
         Field::real},
        {"encode analytic, momenta 2, conv 4 3x3, layer-norm local, crelu, l1-norm, jones, pool 2 modulus, linear 4",
         Field::complex},
        {"encode phase, conv 2 3x3, propagator, coupled, dropout .2, propagator 3x3, coordinates, l2-norm, linear 4, "
         "born",
         Field::complex},
        {"conv 2 3x3, propagator unitary, potential order 3, coupled elastic, potential exact along y wave 1, "
         "layer-norm, "
         "linear 4, born",
         Field::complex}};
    const at::Tensor x = pictures(4);
    for (const auto& [text, field] : texts) {
        const auto network = made(text, field);
        at::Tensor mix;
        const auto loss = [&] {
            const at::Tensor y = network.forward(x, {.is_training = true});
            if (!mix.defined()) mix = testing::RandomTensors(2).normal(y.sizes(), at::kDouble);
            return (y * mix).sum();
        };
        loss().backward();
        for (const Parameter& p : network.parameters()) {
            if (!p.is_learned) continue;
            const c10::AutoGradMode fixed(false);
            for (const std::int64_t i : {std::int64_t(0), p.value.numel() - 1}) {
                at::Tensor one = p.value.view(-1)[i];
                const double kept = one.item<double>(), h = 1e-5;
                one.fill_(kept + h);
                const double above = loss().item<double>();
                one.fill_(kept - h);
                const double below = loss().item<double>();
                one.fill_(kept);
                const double difference = (above - below) / (2 * h),
                             gradient = p.value.grad().view(-1)[i].item<double>();
                EXPECT_NEAR(gradient, difference, 1e-6 * std::max(1., std::abs(difference))) << text << " " << p.name;
            }
        }
    }
}

}  // namespace
}  // namespace blackbody
