#include "blackbody/instruments/observables/spectrum/curves.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

CurveAxis log_bins(double low, double high, std::int64_t bins) {
    CurveAxis axis{.name = {}, .unit = {}, .values = {}, .log = true};
    for (std::int64_t b = 0; b <= bins; ++b)
        axis.values.push_back(low * std::pow(high / low, static_cast<double>(b) / static_cast<double>(bins)));
    return axis;
}

std::vector<double> density_in(const CurveAxis& bins, std::span<const double> values) {
    std::vector<double> density(bins.values.size() - 1, 0.0);
    for (double v : values) {
        const auto after = std::upper_bound(bins.values.begin(), bins.values.end(), v);
        const std::int64_t b = std::clamp<std::int64_t>(after - bins.values.begin() - 1, 0, std::ssize(density) - 1);
        density[b] += 1 / (static_cast<double>(values.size()) * std::log(bins.values[b + 1] / bins.values[b]));
    }
    return density;
}

std::int64_t sensible_bins(std::size_t n) {
    return std::clamp<std::int64_t>(std::llround(2 * std::cbrt(static_cast<double>(n))), 16, 60);
}

}  // namespace blackbody
