#include "blackbody/base/log_partition.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace blackbody {

double LogPartition::relative_error() const { return std::expm1(high - log_z) / 3; }

LogPartition summarised(const std::vector<double>& log_weights, double log_z_of_base) {
    LogPartition result;
    const double n = static_cast<double>(log_weights.size()),
                 top = *std::max_element(log_weights.begin(), log_weights.end());
    double sum = 0, squares = 0;
    for (const double w : log_weights) sum += std::exp(w - top), squares += std::exp(2 * (w - top));
    const double mean = sum / n, error = n > 1 ? std::sqrt(std::max(0., squares / n - mean * mean) / (n - 1)) : mean;
    result.log_z = log_z_of_base + top + std::log(mean);
    result.high = log_z_of_base + top + std::log(mean + 3 * error);
    result.low =
        mean > 3 * error ? log_z_of_base + top + std::log(mean - 3 * error) : -std::numeric_limits<double>::infinity();
    result.effective = sum * sum / squares;
    result.chains = static_cast<std::int64_t>(log_weights.size());
    result.log_weights = log_weights, result.log_z_of_start = log_z_of_base;
    return result;
}

Curve weights_curve(const std::vector<double>& log_weights, double log_z_of_base, double log_z) {
    constexpr int bins = 40;
    const auto [least, most] = std::minmax_element(log_weights.begin(), log_weights.end());
    const double low = std::min(*least + log_z_of_base, log_z) - .5, high = std::max(*most + log_z_of_base, log_z) + .5;
    Curve curve{.name = "weights",
                .label =
                    "What each chain alone would say of ln Z: the mean of the exponentials is Z, so that the right "
                    "edge decides.",
                .kind = Curve::Kind::histogram,
                .x = {"ln Z_0 + ln w", "nat", {}},
                .y = {"chains", "", {}},
                .series = {{"chains", std::vector<double>(bins, 0), {}}},
                .marks = {{"ln Z", log_z}}};
    for (int b = 0; b <= bins; ++b) curve.x.values.push_back(low + (high - low) * b / bins);
    for (const double w : log_weights) {
        const double place = (w + log_z_of_base - low) / (high - low) * bins;
        curve.series[0].values[std::clamp(static_cast<int>(place), 0, bins - 1)] += 1;
    }
    return curve;
}

}  // namespace blackbody
