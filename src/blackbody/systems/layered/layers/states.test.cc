/// Layers that prepare states: encodings, normalisations, dropout, coordinates, pooling.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/layered/layered_network.h"
#include "support/threads.h"
#include "support/wave_layers.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

const StateShape waves{Field::complex, 5, {6, 8}}, numbers{Field::real, 5, {6, 8}};

at::Tensor random_picture(std::int64_t samples = 3) { return at::real(random_waves(numbers, samples)).contiguous(); }

}  // namespace

TEST(encode, an_amplitude_is_the_number_itself) {
    const auto layer = layer_of("encode", numbers);
    EXPECT_EQ(layer->shape().field, Field::complex);
    const at::Tensor x = random_picture(), psi = complex_view(layer->forward(x, {}));
    EXPECT_TRUE(at::equal(at::real(psi), x));
    EXPECT_EQ(largest(at::imag(psi)), 0);
}

TEST(encode, the_analytic_signal_of_a_cosine_is_its_plane_wave) {
    const auto layer = layer_of("encode analytic", {Field::real, 2, {3, 16}});
    const at::Tensor wave = plane_wave_on({Field::complex, 2, {3, 16}}, 0, 3);
    EXPECT_LT(largest(complex_view(layer->forward(at::real(wave), {})) - wave), 1e-14);
}

TEST(encode, the_analytic_signal_keeps_what_it_encodes_and_has_no_wave_to_the_left) {
    const at::Tensor x = random_picture();
    const at::Tensor psi = complex_view(layer_of("encode analytic", numbers)->forward(x, {}));
    EXPECT_LT(largest(at::real(psi) - x), 1e-14);
    EXPECT_LT(largest(at::fft_fft(psi).narrow(3, 5, 3)), 1e-13);
}

TEST(encode, a_phase_has_modulus_1_and_turns_by_half_from_0_to_1) {
    const auto layer = layer_of("encode phase", numbers);
    EXPECT_LT(largest(complex_view(layer->forward(random_picture(), {})).abs() - 1), 1e-15);
    const at::Tensor one = complex_view(layer->forward(at::ones({1, 5, 6, 8}, at::kDouble), {}));
    EXPECT_LT(largest(one + 1), 1e-15);
}

TEST(encode, what_is_impossible_is_named) {
    EXPECT_NE(complaint_about("encode", waves).find("a real state"), std::string::npos);
    EXPECT_NE(complaint_about("encode", numbers, Field::real).find("over the complex numbers"), std::string::npos);
    EXPECT_NE(complaint_about("encode wavelet", numbers).find("amplitude|analytic|phase"), std::string::npos);
}

TEST(norms, layer_norm_leaves_mean_0_and_mean_square_1) {
    for (const bool is_local : {false, true}) {
        const std::string text = is_local ? "layer-norm local" : "layer-norm";
        const std::vector<std::int64_t> over =
            is_local ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>{1, 2, 3};
        const at::Tensor psi = through(*layer_of(text, waves), 3 * random_waves(waves) + 7);
        EXPECT_LT(largest(psi.mean(over)), 1e-13);
        EXPECT_LT(largest(psi.abs().pow(2).mean(over) - 1), 1e-4);  // ε = 1e-5
        const at::Tensor x = layer_of(text, numbers, Field::real)->forward(3 * random_picture() - 2, {});
        EXPECT_LT(largest(x.mean(over)), 1e-13);
        EXPECT_LT(largest(x.square().mean(over) - 1), 1e-4);
    }
}

TEST(norms, layer_norm_of_real_numbers_is_that_of_the_library) {
    const at::Tensor x = random_picture();
    EXPECT_LT(largest(layer_of("layer-norm", numbers, Field::real)->forward(x, {}) - at::layer_norm(x, {5, 6, 8})),
              1e-13);
}

TEST(norms, a_wave_function_has_unit_norm_and_a_distribution_sums_to_1) {
    for (const bool is_local : {false, true}) {
        const std::string local = is_local ? " local" : "";
        const std::vector<std::int64_t> over =
            is_local ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>{1, 2, 3};
        const at::Tensor psi = random_waves(waves), x = random_picture();
        EXPECT_LT(largest(through(*layer_of("l2-norm" + local, waves), psi).abs().pow(2).sum(over) - 1), 1e-14);
        EXPECT_LT(largest(through(*layer_of("l1-norm" + local, waves), psi).abs().sum(over) - 1), 1e-14);
        const auto real = [&](const std::string& text, const at::Tensor& of) {
            return layer_of(text + local, numbers, Field::real)->forward(of, {});
        };
        EXPECT_LT(largest(real("l2-norm", x).square().sum(over) - 1), 1e-14);
        EXPECT_LT(largest(real("l1-norm", x.abs()).sum(over) - 1), 1e-14);
        EXPECT_EQ(largest(real("l1-norm", at::zeros_like(x))), 0);
        EXPECT_EQ(largest(real("l2-norm", at::zeros_like(x))), 0);
    }
}

TEST(norms, a_bias_free_rectified_network_loses_no_class_when_a_layer_becomes_a_distribution) {
    const auto scores = [](const std::string& norm) {
        return LayeredNetwork({"conv 4 3x3 no-bias, relu, " + norm + "conv 4 3x3 no-bias, relu, linear 10 no-bias",
                               Field::real,
                               {Field::real, 5, {6, 8}},
                               3,
                               at::kDouble})
            .forward(random_picture(), {});
    };
    const at::Tensor plain = scores("");
    for (const std::string norm : {"l1-norm, ", "l2-norm, "}) {
        const at::Tensor other = scores(norm), ratio = other / plain;
        EXPECT_LT(largest(ratio / ratio.narrow(1, 0, 1) - 1), 1e-9) << norm;
        EXPECT_TRUE(at::equal(plain.argmax(1), other.argmax(1)));
    }
}

TEST(pooling, by_the_modulus_is_the_mean_modulus) {
    const at::Tensor psi = random_waves(waves);
    const at::Tensor plain = psi.unfold(2, 2, 2).unfold(3, 2, 2).abs().mean({4, 5});
    EXPECT_LT(largest(layer_of("pool 2 modulus", waves)->forward(planes_of(psi), {}) - plain), 1e-14);
    const at::Tensor x = random_picture();
    EXPECT_LT(largest(layer_of("pool 2 modulus", numbers)->forward(x, {}) -
                      x.abs().unfold(2, 2, 2).unfold(3, 2, 2).mean({4, 5})),
              1e-14);
}

TEST(dropout, takes_the_share_out_and_keeps_the_mean) {
    const StateShape large{Field::real, 16, {32, 32}};
    const at::Tensor y =
        layer_of("dropout .3", large)->forward(at::ones({8, 16, 32, 32}, at::kDouble), {.is_training = true});
    // 131,072 units: three standard errors.
    EXPECT_NEAR((y == 0).to(at::kDouble).mean().item<double>(), .3, .0038);
    EXPECT_NEAR(largest(y), 1 / .7, 1e-6);
}

TEST(dropout, is_the_same_for_any_threads_and_batch_and_another_for_another_update) {
    const auto layer = layer_of("dropout .5", numbers);
    const at::Tensor x = random_picture(9);
    const auto pass = [&](const at::Tensor& batch, std::uint64_t update) {
        return layer->forward(batch, {.is_training = true, .seed = 4, .update = update});
    };
    const at::Tensor first = pass(x, 3);
    {
        const WithThreads other(at::get_num_threads() == 1 ? 2 : 1);
        EXPECT_TRUE(at::equal(pass(x, 3), first));
    }
    EXPECT_TRUE(at::equal(pass(x.narrow(0, 0, 4), 3), first.narrow(0, 0, 4)));
    EXPECT_FALSE(at::equal(pass(x, 4), first));
    EXPECT_TRUE(at::equal(layer->forward(x, {}), x));
}

TEST(dropout, takes_complex_numbers_out_whole) {
    const at::Tensor y =
        complex_view(layer_of("dropout .5", waves)->forward(planes_of(random_waves(waves)), {.is_training = true}));
    EXPECT_TRUE(at::equal(at::real(y) == 0, at::imag(y) == 0));
    EXPECT_GT((y == 0).sum().item<std::int64_t>(), 100);
}

TEST(position, circular_networks_of_stride_1_cannot_tell_where_something_is_but_with_coordinates) {
    for (const Field field : {Field::real, Field::complex})
        for (const std::string position : {"", "coordinates, ", "momenta 2, ", "coordinates random, "}) {
            const LayeredNetwork network(
                {position + "conv 4 3x3 circular, tanh, conv 4 5x5 circular, abs, global, linear 3, born",
                 field,
                 {Field::real, 1, {7, 7}},
                 5,
                 at::kDouble});
            at::Tensor x = at::zeros({2, 1, 7, 7}, at::kDouble);
            x[0][0][1][2] = 1, x[1][0][5][4] = 1;
            const at::Tensor y = network.forward(x, {});
            if (position.empty()) EXPECT_LT(largest(y[0] - y[1]), 1e-12);
            else EXPECT_GT(largest(y[0] - y[1]), 1e-5) << position;
        }
}

TEST(position, coordinates_run_from_minus_1_to_1_and_momenta_are_plane_waves) {
    const auto places = layer_of("coordinates", numbers);
    const at::Tensor with = places->forward(random_picture(), {});
    ASSERT_EQ(with.size(1), 7);
    EXPECT_EQ(with[0][5][0][3].item<double>(), -1);
    EXPECT_EQ(with[1][5][5][0].item<double>(), 1);
    EXPECT_EQ(with[0][6][2][0].item<double>(), -1);
    const auto momenta = layer_of("momenta 2", waves);
    momenta->parameters()[0]->value.copy_(at::tensor({.3, .5, 0., -1.}, at::kDouble).view({2, 2}));
    const at::Tensor psi = complex_view(momenta->forward(planes_of(random_waves(waves)), {}));
    ASSERT_EQ(psi.size(1), 7);
    const auto is = [&](std::int64_t c, std::int64_t y, std::int64_t x, double angle) {
        EXPECT_NEAR(at::real(psi[1][c][y][x]).item<double>(), std::cos(angle), 1e-14);
        EXPECT_NEAR(at::imag(psi[1][c][y][x]).item<double>(), std::sin(angle), 1e-14);
    };
    is(5, 4, 7, .3 * 4 + .5 * 7);
    is(6, 4, 7, -7);
}
