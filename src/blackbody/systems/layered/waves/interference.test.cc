#include "blackbody/systems/layered/waves/interference.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/systems/layered/waves/slits.h"
#include "support/random.h"

using namespace blackbody;

TEST(interference, a_unit_is_the_sum_of_the_waves_behind_its_slits) {
    blackbody::testing::RandomTensors random(2);
    for (const Field field : {Field::real, Field::complex}) {
        const LayeredNetwork network({"conv 4 3x3 valid no-bias", field, {Field::real, 3, {5, 6}}, 1, at::kDouble});
        const at::Tensor x = random.normal({7, 3, 5, 6}, at::kDouble), weight = network.sites()[1].interaction->weight;
        const at::Tensor out = network.forward(x, {}).detach(), z = field == Field::complex ? complex_view(out) : out;
        const at::Tensor patch = x.narrow(2, 1, 3).narrow(3, 2, 3);
        for (const Slit slit : {Slit::input, Slit::channel, Slit::place}) {
            const at::Tensor waves = waves_behind(weight[2], patch, slit);
            EXPECT_EQ(waves.size(1), slit == Slit::input ? 27 : slit == Slit::channel ? 3 : 9);
            const at::Tensor unit = z.select(1, 2).select(1, 1).select(1, 2);
            EXPECT_LT((waves.sum(1) - unit).abs().max().item<double>(), 1e-12);
            EXPECT_NEAR(interference_of(waves).together, unit.abs().square().mean().item<double>(), 1e-12);
        }
    }
}

TEST(interference, two_slits_with_a_known_coherence_have_the_visibility_of_the_closed_form) {
    // Two waves of intensities 1 and 1/4; the second has the phase of the first, or its opposite, in 3 and 1 of 4.
    const at::Tensor waves =
        at::tensor({1., .5, 1., .5, 1., .5, 1., -.5}, at::kDouble).view({4, 2}).to(at::kComplexDouble);
    const Interference found = interference_of(waves);
    EXPECT_NEAR(at::real(found.coherence[0][1]).item<double>(), .5, 1e-15);
    EXPECT_NEAR(found.visibility[0][1].item<double>(), visibility(1, .25, .5), 1e-15);
    EXPECT_NEAR(found.visibility[0][0].item<double>(), 1, 1e-15);
    EXPECT_NEAR(found.apart, 1.25, 1e-15);
    EXPECT_NEAR(found.together, (3 * 2.25 + .25) / 4, 1e-15);
}

TEST(interference, its_index_is_that_of_each_sample_averaged) {
    const at::Tensor waves = blackbody::testing::RandomTensors(3).normal({20, 6}, at::kComplexDouble);
    double mean = 0;
    for (int n = 0; n < 20; ++n) {
        std::vector<std::complex<double>> c;
        for (int j = 0; j < 6; ++j) c.push_back(std::complex<double>(waves[n][j].item<c10::complex<double>>()));
        mean += coherence_index(c) / 20;
    }
    EXPECT_NEAR(interference_of(waves).mean_index, mean, 1e-14);
}

TEST(interference, a_dark_slit_interferes_with_nothing) {
    at::Tensor waves = at::ones({5, 3}, at::kComplexDouble);
    waves.select(1, 1).zero_();
    const Interference found = interference_of(waves);
    EXPECT_EQ(found.coherence[0][1].abs().item<double>(), 0);
    EXPECT_EQ(found.visibility[1][1].item<double>(), 0);
    EXPECT_NEAR(found.visibility[0][2].item<double>(), 1, 1e-15);
}
