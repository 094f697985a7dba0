/// Waves through layers: propagators, potentials, polarisation, coupled channels, against what physics says of them.
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/layered/waves/lattice_scattering.h"
#include "support/random.h"
#include "support/wave_layers.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

const StateShape picture{Field::complex, 3, {6, 8}};

double energy(const at::Tensor& wave) { return wave.abs().pow(2).sum().item<double>(); }

/// The layer's own numbers: what autograd learns, not copies.
void fill(NetworkLayer& layer, const at::Tensor& values) { layer.parameters()[0]->value.copy_(values); }

}  // namespace

TEST(propagators, a_plane_wave_goes_out_as_the_plane_wave_it_was) {
    for (const std::string text :
         {"propagator", "propagator unitary", "propagator 3x3", "propagator 2x5", "propagator free .7",
          "depthwise 3x3 circular no-bias", "conv 4 5x3 circular no-bias", "conv 3 1x1 no-bias"}) {
        const auto layer = layer_of(text, picture);
        for (const auto& [p, q] : {std::pair{0, 0}, {1, 3}, {3, 4}, {-2, 1}}) {
            const at::Tensor in = plane_wave_on(picture, p, q), out = through(*layer, in);
            const at::Tensor factor = out / in.narrow(1, 0, 1);
            EXPECT_LT(largest(factor - factor.select(3, 0).select(2, 0).unsqueeze(2).unsqueeze(3)), 1e-12) << text;
            EXPECT_GT(largest(out), 1e-3) << text;
        }
    }
}

TEST(propagators, borders_of_zeros_make_other_waves) {
    const auto layer = layer_of("depthwise 3x3 no-bias", picture);
    const at::Tensor in = plane_wave_on(picture, 1, 2), factor = through(*layer, in) / in;
    EXPECT_GT(largest(factor - factor.narrow(3, 4, 1).narrow(2, 3, 1)), .01);
}

TEST(propagators, those_that_are_unitary_lose_nothing) {
    const at::Tensor in = random_waves(picture);
    for (const std::string text : {"propagator", "propagator unitary", "propagator free 1.3", "jones rotator .4",
                                   "jones retarder 1.1 axis .3", "coupled"}) {
        const auto layer = layer_of(text, {Field::complex, 4, {6, 8}});
        const at::Tensor waves = random_waves({Field::complex, 4, {6, 8}});
        EXPECT_NEAR(energy(through(*layer, waves)) / energy(waves), 1, 1e-12) << text;
    }
    EXPECT_GT(std::abs(energy(through(*layer_of("propagator 3x3", picture), in)) / energy(in) - 1), 1e-3);
}

TEST(propagators, learning_leaves_the_unitary_one_unitary_and_the_other_not) {
    const at::Tensor in = random_waves(picture);
    const auto unitary = layer_of("propagator unitary", picture), free = layer_of("propagator", picture);
    RandomTensors random(1);
    fill(*unitary, random.normal_like(unitary->parameters()[0]->value));
    fill(*free, random.normal_like(free->parameters()[0]->value));
    EXPECT_NEAR(energy(through(*unitary, in)) / energy(in), 1, 1e-12);
    EXPECT_GT(std::abs(energy(through(*free, in)) / energy(in) - 1), 1e-2);
}

TEST(propagators, a_kernel_drawn_in_x_is_the_circular_convolution_with_it) {
    const auto one = layer_of("propagator 3x5", picture), other = layer_of("depthwise 3x5 circular no-bias", picture);
    fill(*one, other->parameters()[0]->value.select(1, 0));
    const at::Tensor in = random_waves(picture);
    EXPECT_LT(largest(through(*one, in) - through(*other, in)), 1e-13);
}

TEST(propagators, show_the_kernel_that_acts_in_x_and_take_another) {
    for (const std::string text : {"propagator", "propagator 3x5"}) {
        const auto one = layer_of(text, picture);
        const auto acts = one->interaction();
        ASSERT_TRUE(acts) << text;
        // ψ'(x) = Σ_r w(r) ψ(x + r) on the ring, term by term.
        const at::Tensor in = random_waves(picture), w = acts->weight;
        at::Tensor expected = at::zeros_like(in);
        for (std::int64_t y = 0; y < w.size(2); ++y)
            for (std::int64_t x = 0; x < w.size(3); ++x)
                expected +=
                    w.select(3, x).select(2, y).unsqueeze(2) * in.roll({acts->pads[0] - y, acts->pads[1] - x}, {2, 3});
        EXPECT_LT(largest(through(*one, in) - expected), 1e-12) << text;
        // Another of its kind, with this kernel, is this one.
        const auto other = layer_of(text, picture);
        EXPECT_GT(largest(through(*one, in) - through(*other, in)), .1) << text;
        other->replace_weight(w);
        EXPECT_LT(largest(through(*one, in) - through(*other, in)), 1e-12) << text;
    }
    EXPECT_FALSE(layer_of("propagator unitary", picture)->interaction());
}

TEST(propagators, a_free_particle_turns_with_its_energy) {
    const auto layer = layer_of("propagator free .7", picture);
    const at::Tensor in = plane_wave_on(picture, 1, 3);
    const double e = 4 - 2 * std::cos(2 * std::numbers::pi / 6) - 2 * std::cos(2 * std::numbers::pi * 3 / 8);
    EXPECT_LT(largest(through(*layer, in) - in * c10::complex<double>(std::cos(.7 * e), -std::sin(.7 * e))), 1e-13);
}

TEST(potentials, one_impurity_lets_its_closed_form_through) {
    const StateShape wire{Field::complex, 2, {3, 9}};
    for (const double k : {.4, 1., std::numbers::pi / 2})
        for (const double v : {.5, -2., 3.}) {
            const auto layer = layer_of("potential exact wave " + std::to_string(k), wire);
            at::Tensor potential = at::zeros({2, 3, 9}, at::kDouble);
            potential.select(2, 4).fill_(v);
            fill(*layer, potential);
            // The layer's own k has six decimals.
            const double own = std::stod(std::to_string(k)), s = 4 * std::sin(own) * std::sin(own);
            const at::Tensor in = plane_wave(9, own).expand({2, 2, 3, -1}), out = through(*layer, in);
            EXPECT_LT(largest(out.select(3, 8).abs().pow(2) - s / (s + v * v)), 1e-12) << k << " " << v;
        }
}

TEST(potentials, the_reference_values_of_transmission) {
    const auto transmitted = [](const std::string& k, std::initializer_list<double> potential) {
        const auto atoms = static_cast<std::int64_t>(potential.size());
        const auto layer = layer_of("potential exact wave " + k, {Field::complex, 1, {1, atoms}});
        fill(*layer, at::tensor(std::vector<double>(potential), at::kDouble));
        const at::Tensor out = through(*layer, plane_wave(atoms, std::stod(k)).view({1, 1, 1, -1}));
        return std::norm(std::complex<double>(out.flatten()[atoms - 1].item<c10::complex<double>>()));
    };
    EXPECT_NEAR(transmitted("1.5707963267948966", {0, .5, 0}), .9411764705882353, 1e-13);
    EXPECT_NEAR(transmitted("1.0471975511965976", {0, 1, 0}), .75, 1e-13);
    EXPECT_NEAR(transmitted("1", {1, 0, 1}), .9786940756624579, 1e-13);
}

TEST(potentials, the_born_series_comes_to_the_exact_wave_as_fast_as_its_bound_says) {
    const auto exact = layer_of("potential exact wave 1.2", picture);
    const at::Tensor v = exact->parameters()[0]->value, in = random_waves(picture);
    const double norm = (v.abs().sum(2) / (2 * std::sin(1.2))).max().item<double>();
    ASSERT_LT(norm, 1);
    for (const int order : {1, 3, 8}) {
        const auto series = layer_of("potential wave 1.2 order " + std::to_string(order), picture);
        fill(*series, v);
        const double error = largest(through(*series, in) - through(*exact, in));
        EXPECT_LE(error, std::pow(norm, order + 1) / (1 - norm) * largest(in) + 1e-14) << order;
        EXPECT_GT(error, 0) << order;
    }
}

TEST(potentials, scatter_along_the_columns_as_along_the_rows) {
    const auto rows = layer_of("potential exact", picture),
               columns = layer_of("potential exact along y", {Field::complex, 3, {8, 6}});
    fill(*columns, rows->parameters()[0]->value);
    const at::Tensor in = random_waves(picture);
    EXPECT_LT(largest(through(*rows, in).transpose(2, 3) - through(*columns, in.transpose(2, 3))), 1e-13);
}

TEST(potentials, a_series_that_diverges_is_refused_with_its_radius) {
    const StateShape wire{Field::complex, 1, {2, 5}};
    const auto layer = layer_of("potential order 2 wave 1", wire);
    at::Tensor potential = at::zeros({1, 2, 5}, at::kDouble);
    potential.select(1, 1).select(1, 2).fill_(5);
    fill(*layer, potential);
    try {
        through(*layer, random_waves(wire));
        FAIL();
    } catch (const NumericalError& error) {
        // 5 / (2 sin 1)
        EXPECT_NE(std::string(error.what()).find("2.97"), std::string::npos) << error.what();
    }
    // The bound Σ|V| / (2 sin k) is above 1 here, the radius is not.
    potential.zero_();
    potential.select(1, 0).copy_(at::tensor({.4, -.4, .4, -.4, .4}, at::kDouble));
    fill(*layer, potential);
    EXPECT_LT(born_radius(potential[0][0], 1), 1);
    EXPECT_TRUE(at::isfinite(at::view_as_real(through(*layer, random_waves(wire)))).all().item<bool>());
}

TEST(channels, the_three_shares_of_a_coupled_neuron_sum_to_one) {
    const auto all = layer_of("coupled", picture), elastic = layer_of("coupled elastic", picture);
    fill(*elastic, all->parameters()[0]->value);
    const at::Tensor in = random_waves(picture), out = through(*all, in).unflatten(1, {3, 3});
    const at::Tensor shares = out.abs().pow(2) / in.abs().pow(2).unsqueeze(2);
    EXPECT_LT(largest(shares.sum(2) - 1), 1e-12);
    for (const int way : {0, 1, 2}) EXPECT_GT(shares.select(2, way).mean().item<double>(), .005) << way;
    EXPECT_LT(largest(through(*elastic, in) - out.select(2, 0)), 1e-15);
}

TEST(channels, two_polarisers_let_the_square_of_a_cosine_through) {
    const StateShape light{Field::complex, 4, {2, 3}};
    for (const double angle : {0., .3, 1., 2.5}) {
        const auto first = layer_of("jones polariser 0", light),
                   second = layer_of("jones polariser " + std::to_string(angle), light);
        const at::Tensor one = through(*first, random_waves(light));
        EXPECT_NEAR(energy(through(*second, one)) / energy(one), std::pow(std::cos(angle), 2), 1e-12);
    }
}

TEST(channels, learned_jones_matrices_mix_only_pairs) {
    const StateShape light{Field::complex, 4, {}};
    const auto layer = layer_of("jones", light);
    at::Tensor in = random_waves(light);
    const at::Tensor before = through(*layer, in);
    in.narrow(1, 0, 2).zero_();
    const at::Tensor after = through(*layer, in);
    EXPECT_EQ(largest(after.narrow(1, 0, 2)), 0);
    EXPECT_EQ(largest(after.narrow(1, 2, 2) - before.narrow(1, 2, 2)), 0);
}

TEST(channels, what_is_impossible_is_named) {
    const StateShape real{Field::real, 3, {6, 8}};
    for (const std::string text : {"propagator", "potential", "coupled", "jones"})
        EXPECT_NE(complaint_about(text, real).find("a complex state"), std::string::npos) << text;
    EXPECT_NE(complaint_about("jones", picture).find("even number"), std::string::npos);
    EXPECT_NE(complaint_about("propagator 9x9", picture).find("at most 6"), std::string::npos);
    EXPECT_NE(complaint_about("potential wave 4", picture).find("between 0 and"), std::string::npos);
    EXPECT_NE(complaint_about("potential along z", picture).find("x, y behind 'along'"), std::string::npos);
}
