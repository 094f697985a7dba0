#include "blackbody/systems/layered/real_baseline.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/layered/presets.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

NetworkPlan wave(const std::string& text) { return {text, Field::complex, {Field::real, 1, {28, 28}}, 4}; }

TEST(RealBaseline, has_as_many_parameters_or_as_many_multiplications) {
    for (const Preset& preset : presets()) {
        if (preset.field != Field::complex) continue;
        const NetworkPlan plan = wave(with_presets(preset.name, Field::complex, 10));
        const LayeredNetwork waves(plan), parameters(real_baseline(plan, EqualIn::parameters)),
            multiplications(real_baseline(plan, EqualIn::multiplications));
        EXPECT_NEAR(double(parameters.learned_numbers()) / double(waves.learned_numbers()), 1, .01) << preset.name;
        EXPECT_NEAR(multiplications.multiplications() / waves.multiplications(), 1, .01) << preset.name;
        // 3 C^2 products to 2 C^2 numbers: equal products take more parameters.
        EXPECT_GT(multiplications.learned_numbers(), 1.2 * double(waves.learned_numbers())) << preset.name;
        EXPECT_LT(parameters.multiplications(), waves.multiplications() / 1.2) << preset.name;
    }
}

TEST(RealBaseline, is_the_same_layers_over_the_real_numbers) {
    const NetworkPlan baseline = real_baseline(
        wave("encode analytic, conv 8 3x3 no-bias, norm, modrelu, 2 * residual(conv 8 3x3, cardioid, conv 8 3x3, norm) "
             "modrelu, pool 2, global intensity, linear 10, born"),
        EqualIn::parameters);
    const auto channels = [](const std::string& text) { return std::stoll(text.substr(5)); };
    const std::string c = std::to_string(channels(baseline.text));
    const std::string block = "residual(conv " + c + " 3x3, relu, conv " + c + " 3x3, norm) relu";
    EXPECT_EQ(baseline.text,
              "conv " + c + " 3x3 no-bias, norm, relu, " + block + ", " + block + ", pool 2, global, linear 10");
    EXPECT_EQ(baseline.field, Field::real);
    EXPECT_EQ(baseline.seed, 4u);
    EXPECT_NEAR(double(channels(baseline.text)), 8 * std::sqrt(2.), 1);
}

TEST(RealBaseline, what_only_waves_can_do_is_named) {
    try {
        real_baseline(wave("conv 4 3x3, coupled, linear 10, born"), EqualIn::parameters);
        FAIL() << "a coupled-channel neuron over the real numbers";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("coupled"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace blackbody
