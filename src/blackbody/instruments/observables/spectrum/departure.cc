#include "blackbody/instruments/observables/spectrum/departure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/instruments/observables/spectrum/bulk_fit.h"

namespace blackbody {
namespace {

constexpr std::int64_t fewest_levels = 4;  // below, the edge has no law to be measured in

/// John's statistic in standard deviations of Gaussian noise.
double john(std::span<const double> lambda, std::int64_t n) {
    double sum = 0, squares = 0;
    for (double l : lambda) sum += l, squares += l * l;
    const double p = static_cast<double>(lambda.size()), u = p * squares / (sum * sum) - 1;
    return (static_cast<double>(n) * u - p - 1) / 2;
}

double departure_of(const StackSpectrum& s, int beta) {
    if (s.levels() < 2) return std::numeric_limits<double>::quiet_NaN();
    static constexpr double mean[2] = {-1.206533574582, -1.771086807411};
    static constexpr double spread[2] = {1.267983, 0.901773};
    double top = 0, all = 0;
    std::int64_t counted = 0;
    for (std::int64_t m = 0; m < s.count; ++m) {
        const std::span<const double> lambda = s.of(m);
        if (!(lambda.back() > 0)) continue;
        all += john(lambda, std::max(s.rows, s.columns)), ++counted;
        if (s.levels() < fewest_levels) continue;
        top = std::max(top, std::abs(top_score(lambda, s.rows, s.columns, beta) - mean[beta - 1]) / spread[beta - 1]);
    }
    if (counted == 0) return std::numeric_limits<double>::quiet_NaN();
    return std::max(top, std::abs(all) / std::sqrt(static_cast<double>(counted)));
}

}  // namespace

double noise_departure(const WeightSpectra& spectra) {
    const double unfolded = departure_of(spectra.unfolded(), spectra.beta());
    return spectra.one_matrix() ? unfolded : std::fmax(unfolded, departure_of(spectra.slices(), spectra.beta()));
}

}  // namespace blackbody
