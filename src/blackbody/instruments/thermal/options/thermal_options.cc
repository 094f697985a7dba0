#include "blackbody/instruments/thermal/options/thermal_options.h"

#include <algorithm>
#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double first_beta = .1, last_beta = 1.5;
constexpr std::int64_t usual_points = 57;

}  // namespace

void check(const ThermalOptions& options) {
    check_fields(options);
    const double from = options.from.value_or(first_beta), to = options.to.value_or(last_beta);
    if (options.betas.empty() && !(from < to))
        throw OptionError("from", "expected less than to, " + short_number(to) + ", found " + short_number(from));
}

std::vector<double> betas_of(const ThermalOptions& options) {
    check(options);
    std::vector<double> betas = options.betas;
    if (betas.empty()) {
        const double from = options.from.value_or(first_beta), to = options.to.value_or(last_beta);
        const std::int64_t points = options.points.value_or(usual_points);
        for (std::int64_t k = 0; k < points; ++k)
            betas.push_back(from + (to - from) * static_cast<double>(k) / static_cast<double>(points - 1));
    }
    std::sort(betas.begin(), betas.end());
    if (std::none_of(betas.begin(), betas.end(), [](double b) { return std::abs(b - 1) < 1e-9; }))
        betas.insert(std::lower_bound(betas.begin(), betas.end(), 1.), 1);
    betas.erase(std::unique(betas.begin(), betas.end()), betas.end());
    return betas;
}

}  // namespace blackbody
