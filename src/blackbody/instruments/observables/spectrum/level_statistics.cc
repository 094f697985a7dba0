#include "blackbody/instruments/observables/spectrum/level_statistics.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

void SpacingRatio::add(std::span<const double> levels) {
    bool neighbour = false;
    for (std::size_t i = 0; i + 2 < levels.size(); ++i) {
        const double a = levels[i + 1] - levels[i], b = levels[i + 2] - levels[i + 1];
        const bool has_ratio = std::max(a, b) > 0;
        if (has_ratio) {
            const double r = std::min(a, b) / std::max(a, b);
            sum += r, squares += r * r, ++count, neighbours += neighbour;
        }
        neighbour = has_ratio;
    }
}

double SpacingRatio::standard_error() const {
    // Variance and neighbour correlation of ratios where their mean is as found: a line through Poisson and GOE.
    const double repulsion = std::clamp((mean() - poisson_ratio) / (goe_ratio - poisson_ratio), 0.0, 1.5);
    const double law = 0.0783 - 0.0133 * repulsion, correlation = 0.155 + 0.082 * repulsion;
    constexpr double worth = 20;  // ratios that the law counts for

    const double n = static_cast<double>(count), scatter = std::max(0.0, squares - n * mean() * mean());
    const double variance = (scatter + worth * law) / (n - 1 + worth);
    return std::sqrt(variance * (n + 2 * correlation * static_cast<double>(neighbours))) / n;
}

}  // namespace blackbody
