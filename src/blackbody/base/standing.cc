#include "blackbody/base/standing.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

const char* to_string(Standing standing) {
    return standing == Standing::below ? "below" : standing == Standing::above ? "above" : "within";
}

std::optional<Standing> standing(const Null& null) {
    if (null.draws < 19 || !std::isfinite(null.value) || !std::isfinite(null.low) || !std::isfinite(null.high))
        return {};
    const double rounding = 1e-6 * std::max(std::abs(null.low), std::abs(null.high));
    if (null.value < null.low - rounding) return Standing::below;
    return null.value > null.high + rounding ? Standing::above : Standing::within;
}

double outside_by_chance(const Null& null) { return 2.0 / static_cast<double>(null.draws + 1); }

}  // namespace blackbody
