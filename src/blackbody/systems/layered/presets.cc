#include "blackbody/systems/layered/presets.h"

namespace blackbody {
namespace {

/// K. He et al. (CVPR 2016), section 4.2: three stages of n blocks; 1x1 convolutions where the shape changes.
std::string residual_network(int blocks) {
    const auto block = [](const std::string& channels, const std::string& stride) {
        return "residual(conv " + channels + " 3x3" + stride + " no-bias, norm, relu, conv " + channels +
               " 3x3 no-bias, norm) relu";
    };
    const std::string more = std::to_string(blocks - 1);
    std::string text = "conv 16 3x3 no-bias, norm, relu, " + std::to_string(blocks) + " * " + block("16", "");
    for (const std::string channels : {"32", "64"})
        text += ", " + block(channels, " stride 2") + ", " + more + " * " + block(channels, "");
    return text + ", global, linear CLASSES";
}

}  // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> all = {
        {"small", Field::real,
         "conv 32 3x3 no-bias, norm, relu, conv 32 3x3 no-bias, norm, relu, pool 2, conv 64 3x3 no-bias, norm, relu, "
         "pool 2, conv 96 3x3 no-bias, norm, relu, global, linear CLASSES",
         "four convolutions, 85,000 numbers on grey pictures"},
        {"resnet-20", Field::real, residual_network(3), "nine residual blocks, 270,000 numbers"},
        {"small", Field::complex,
         "conv 22 3x3 no-bias, norm, modrelu, conv 22 3x3 no-bias, norm, modrelu, pool 2, conv 44 3x3 no-bias, norm, "
         "modrelu, pool 2, conv 66 3x3 no-bias, norm, modrelu, global intensity, linear CLASSES, born",
         "four convolutions of waves, 81,000 real numbers on grey pictures"},
        {"light", Field::complex,
         "conv 16 3x3 no-bias, norm, cardioid, pool 2, conv 32 3x3 no-bias, norm, cardioid, pool 2, conv 48 3x3 "
         "no-bias, "
         "norm, cardioid, global intensity, linear CLASSES, born",
         "three convolutions of waves at a quarter of the work, 39,000 real numbers on grey pictures"}};
    return all;
}

std::string with_presets(const std::string& text, Field field, std::int64_t classes) {
    for (const Preset& preset : presets()) {
        if (preset.name != text || preset.field != field) continue;
        std::string filled = preset.text;
        filled.replace(filled.find("CLASSES"), 7, std::to_string(classes));
        return filled;
    }
    return text;
}

}  // namespace blackbody
