#pragma once
/// Networks by name, as the texts that make them.
#include <string>
#include <vector>

#include "blackbody/systems/layered/layer.h"

namespace blackbody {

struct Preset {
    std::string name;
    Field field;
    std::string text;  ///< CLASSES stands for the number of classes
    std::string summary;
};

const std::vector<Preset>& presets();

/// The text of a preset of this field, with its number of classes; or the text itself, where it names none.
std::string with_presets(const std::string& text, Field field, std::int64_t classes);

}  // namespace blackbody
