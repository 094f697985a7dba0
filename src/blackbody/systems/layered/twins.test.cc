#include "blackbody/systems/layered/twins.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/systems/layered/presets.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

NetworkPlan wave(const std::string& text) { return {text, Field::complex, {Field::real, 1, {28, 28}}, 4}; }

TEST(Twins, have_as_many_numbers_or_as_many_products) {
    for (const Preset& preset : presets()) {
        if (preset.field != Field::complex) continue;
        const NetworkPlan plan = wave(with_presets(preset.name, Field::complex, 10));
        const LayeredNetwork waves(plan), numbers(real_twin(plan, EqualIn::numbers)),
            products(real_twin(plan, EqualIn::products));
        EXPECT_NEAR(double(numbers.learned_numbers()) / double(waves.learned_numbers()), 1, .01) << preset.name;
        EXPECT_NEAR(products.multiplications() / waves.multiplications(), 1, .01) << preset.name;
        // 3 C^2 products to 2 C^2 numbers: equal products take more numbers.
        EXPECT_GT(products.learned_numbers(), 1.2 * double(waves.learned_numbers())) << preset.name;
        EXPECT_LT(numbers.multiplications(), waves.multiplications() / 1.2) << preset.name;
    }
}

TEST(Twins, are_the_same_layers_over_the_real_numbers) {
    const NetworkPlan twin = real_twin(
        wave("encode analytic, conv 8 3x3 no-bias, norm, modrelu, 2 * residual(conv 8 3x3, cardioid, conv 8 3x3, norm) "
             "modrelu, pool 2, global intensity, linear 10, born"),
        EqualIn::numbers);
    const auto channels = [](const std::string& text) { return std::stoll(text.substr(5)); };
    const std::string c = std::to_string(channels(twin.text));
    const std::string block = "residual(conv " + c + " 3x3, relu, conv " + c + " 3x3, norm) relu";
    EXPECT_EQ(twin.text,
              "conv " + c + " 3x3 no-bias, norm, relu, " + block + ", " + block + ", pool 2, global, linear 10");
    EXPECT_EQ(twin.field, Field::real);
    EXPECT_EQ(twin.seed, 4u);
    EXPECT_NEAR(double(channels(twin.text)), 8 * std::sqrt(2.), 1);
}

TEST(Twins, what_only_waves_can_do_is_named) {
    try {
        real_twin(wave("conv 4 3x3, coupled, linear 10, born"), EqualIn::numbers);
        FAIL() << "a coupled-channel neuron over the real numbers";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("coupled"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace blackbody
