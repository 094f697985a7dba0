#include "blackbody/instruments/observables/spectrum/goodness_of_fit.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace blackbody {
namespace {

/// Writes a draw, ascending, into `log_x`: counts of the values below x_min, then the order statistics of the tail,
/// whose gaps are independent exponentials (Rényi).
void draw_like(std::span<const double> data, const PowerLaw& fit, Random& random, std::vector<double>& log_x,
               std::vector<std::int32_t>& counts) {
    const std::int64_t n = static_cast<std::int64_t>(data.size());
    std::int64_t tail = 0;
    std::fill(counts.begin(), counts.end(), 0);
    for (std::int64_t i = 0; i < n; ++i) {
        const std::uint64_t k = random.below(static_cast<std::uint64_t>(n));
        if (k >= static_cast<std::uint64_t>(fit.first)) ++tail;
        else ++counts[k];
    }

    log_x.clear();
    for (std::int64_t k = 0; k < fit.first; ++k) log_x.insert(log_x.end(), counts[k], data[k]);
    double y = data[fit.first];
    for (std::int64_t k = tail; k > 0; --k) {
        y -= std::log(random.uniform()) / (static_cast<double>(k) * (fit.alpha - 1));
        log_x.push_back(y);
    }
}

}  // namespace

PowerLawTest test_power_law(std::span<const double> log_x, const PowerLaw& fit, std::int64_t draws, Seed seed) {
    PowerLawTest test{.draws = draws};
    std::vector<double> sample, alphas;
    std::vector<std::int32_t> counts(fit.first);
    std::int64_t worse = 0;
    for (std::int64_t d = 0; d < draws; ++d) {
        Random random(seed, static_cast<std::uint64_t>(d));
        draw_like(log_x, fit, random, sample, counts);
        const PowerLaw again = fit_power_law(sample);
        if (!again.found()) continue;
        worse += again.distance >= fit.distance;
        alphas.push_back(again.alpha);
    }
    test.p_value = static_cast<double>(1 + worse) / static_cast<double>(1 + draws);

    // Spread and basic bootstrap interval of α.
    double mean = 0, squares = 0;
    for (double a : alphas) mean += a / static_cast<double>(alphas.size());
    for (double a : alphas) squares += (a - mean) * (a - mean);
    test.alpha_error = alphas.size() > 1 ? std::sqrt(squares / static_cast<double>(alphas.size() - 1)) : 0;
    std::sort(alphas.begin(), alphas.end());
    const auto percentile = [&](double p) {
        return alphas[static_cast<std::size_t>(p * static_cast<double>(alphas.size() - 1))];
    };
    if (!alphas.empty()) {
        test.alpha_low = std::clamp(2 * fit.alpha - percentile(0.975), 1.0, fit.alpha);
        test.alpha_high = std::max(fit.alpha, 2 * fit.alpha - percentile(0.025));
    }
    return test;
}

}  // namespace blackbody
