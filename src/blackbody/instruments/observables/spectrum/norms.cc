#include "blackbody/instruments/observables/spectrum/norms.h"

#include <cmath>
#include <numeric>

namespace blackbody {

double stable_rank(std::span<const double> lambda) {
    return std::accumulate(lambda.begin(), lambda.end(), 0.0) / lambda.back();
}

double normalised_entropy(std::span<const double> lambda) {
    if (lambda.size() < 2) return 1;
    const double sum = std::accumulate(lambda.begin(), lambda.end(), 0.0);
    double h = 0;
    for (double l : lambda)
        if (l > 0) h -= l / sum * std::log(l / sum);
    return h / std::log(static_cast<double>(lambda.size()));
}

double log10_sum_of_powers(std::span<const double> lambda, double a) {
    const double top = std::log(lambda.back());
    double sum = 0;
    for (double l : lambda)
        if (l > 0) sum += std::exp(a * (std::log(l) - top));
    return (a * top + std::log(sum)) / std::log(10.0);
}

std::int64_t volume_conserving_tail(std::span<const double> lambda) {
    const double mean = std::accumulate(lambda.begin(), lambda.end(), 0.0) / static_cast<double>(lambda.size());
    double log_volume = 0;
    for (std::size_t k = lambda.size(); k-- > 0;) {
        log_volume += std::log(lambda[k] / mean);
        if (log_volume < 0) return static_cast<std::int64_t>(lambda.size() - 1 - k);
    }
    return static_cast<std::int64_t>(lambda.size());
}

}  // namespace blackbody
