#include "blackbody/loading/options/data_options.h"

#include <cstdio>

#include "blackbody/util/text.h"

namespace blackbody {

ImageSize image_size(const DataOptions& options) {
    const std::string& text = options.size;
    if (text.empty()) return {};
    const int length = static_cast<int>(text.size());
    int height = 0, width = 0, used = 0;
    if (std::sscanf(text.c_str(), "%dx%d%n", &height, &width, &used) == 2 && used == length && height > 0 && width > 0)
        return {height, width};
    if (std::sscanf(text.c_str(), "%d%n", &height, &used) == 1 && used == length && height > 0) return {height, height};
    throw OptionError("size", "expected 224 or 224x160, found '" + escape_control(text) + "'");
}

void check(const DataOptions& options) {
    check_fields(options);
    image_size(options);
}

}  // namespace blackbody
