#include "blackbody/util/amount.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

namespace blackbody {

std::string amount(double value, const std::string& unit) {
    static constexpr std::array prefixes = {"", "k", "M", "G", "T", "P", "E"};
    // 999.6 k is 1 M: the step is taken where three digits would show 1000.
    std::size_t step = 0;
    while (std::fabs(value) >= 999.5 && step + 1 < prefixes.size()) value /= 1000, ++step;
    char text[64];
    std::snprintf(text, sizeof text, "%.*g", std::fabs(value) < 999.5 ? 3 : 6, value);
    const std::string tail = prefixes[step] + unit;
    return tail.empty() ? text : std::string(text) + " " + tail;
}

}  // namespace blackbody
