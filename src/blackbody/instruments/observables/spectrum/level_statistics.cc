#include "blackbody/instruments/observables/spectrum/level_statistics.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

void SpacingRatio::add(std::span<const double> levels) {
    for (std::size_t i = 0; i + 2 < levels.size(); ++i) {
        const double a = levels[i + 1] - levels[i], b = levels[i + 2] - levels[i + 1];
        if (!(std::max(a, b) > 0)) continue;
        const double r = std::min(a, b) / std::max(a, b);
        sum += r, squares += r * r, ++count;
    }
}

double SpacingRatio::standard_error() const {
    const double n = static_cast<double>(count);
    return std::sqrt(std::max(0.0, squares / n - mean() * mean()) / n);
}

}  // namespace blackbody
