#include "blackbody/instruments/observables/spectrum/bulk_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/instruments/observables/spectrum/marchenko_pastur.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr double kConfidence = 0.99;

double median(std::span<const double> ascending) {
    const std::size_t n = ascending.size();
    return n % 2 ? ascending[n / 2] : (ascending[n / 2 - 1] + ascending[n / 2]) / 2;
}

/// 99 % point of the largest value of p x n noise, in units of σ².
double noise_limit(std::int64_t p, std::int64_t n, int beta) {
    static const double quantile[2] = {tracy_widom_quantile(kConfidence, 1), tracy_widom_quantile(kConfidence, 2)};
    const EdgeScale edge = noise_edge(p, n, beta);
    return edge.centre + quantile[beta - 1] * edge.width;
}

std::int64_t count_above(std::span<const double> ascending, double limit) {
    return ascending.end() - std::upper_bound(ascending.begin(), ascending.end(), limit);
}

/// σ² of the noise and the number of spikes, each from the other until neither changes.
struct Noise {
    double sigma2;
    std::int64_t spikes;
};
Noise separate_noise(std::span<const double> lambda, std::int64_t p, std::int64_t n, int beta) {
    const MarchenkoPastur unit{.y = static_cast<double>(p) / static_cast<double>(n)};
    double sigma2 = median(lambda) / (unit.quantile(0.5) * static_cast<double>(n));
    std::int64_t k = std::min(count_above(lambda, sigma2 * noise_limit(p, n, beta)), p / 2);
    for (int round = 0; round < 30; ++round) {
        sigma2 = std::accumulate(lambda.begin(), lambda.end() - k, 0.0) / static_cast<double>((p - k) * (n - k));
        const std::int64_t next = std::min(count_above(lambda, sigma2 * noise_limit(p - k, n - k, beta)), p / 2);
        if (next == k) break;
        k = next > k ? k + 1 : k - 1;  // one at a time: each removal lowers σ² for the next
    }
    return {sigma2, k};
}

double distance_from(const MarchenkoPastur& law, std::span<const double> bulk, double scale) {
    double d = 0;
    const double m = static_cast<double>(bulk.size());
    for (std::size_t j = 0; j < bulk.size(); ++j) {
        const double f = law.cdf(bulk[j] / scale);
        d = std::max({d, f - static_cast<double>(j) / m, static_cast<double>(j + 1) / m - f});
    }
    return d;
}

}  // namespace

BulkFit fit_bulk(std::span<const double> lambda, std::int64_t rows, std::int64_t columns, int beta) {
    const std::int64_t p = std::min(rows, columns), n = std::max(rows, columns);
    if (p < 4) throw NumericalError("fewer than 4 singular values: no bulk to fit");
    const auto [sigma2, k] = separate_noise(lambda, p, n, beta);
    if (!(sigma2 > 0)) throw NumericalError("the weight has no noise: half of its singular values are zero");

    // The bulk that is left.
    BulkFit fit{.rows = p, .columns = n, .sigma = std::sqrt(sigma2)};
    const MarchenkoPastur law{.y = static_cast<double>(p - k) / static_cast<double>(n - k), .sigma2 = sigma2};
    const double scale = static_cast<double>(n - k);
    fit.low = law.low() * scale, fit.high = law.high() * scale;
    fit.threshold = sigma2 * noise_limit(p - k, n - k, beta);
    fit.distance = distance_from(law, lambda.first(p - k), scale);

    // The spikes, each against the noise that is left when the larger ones are gone.
    const EdgeScale whole = noise_edge(p, n, beta);
    fit.top_score = (lambda.back() / sigma2 - whole.centre) / whole.width;
    const double n_sigma2 = sigma2 * static_cast<double>(n);
    for (std::int64_t i = 0; i < k; ++i) {
        Spike spike = spike_at(lambda[p - 1 - i] / n_sigma2, static_cast<double>(p) / static_cast<double>(n));
        const EdgeScale edge = noise_edge(p - i, n - i, beta);
        spike.lambda = lambda[p - 1 - i];
        spike.p_value = tracy_widom_tail((spike.lambda / sigma2 - edge.centre) / edge.width, beta);
        spike.shrunken *= n_sigma2;
        fit.spikes.push_back(spike);
    }
    return fit;
}

Spike spike_at(double l, double y) {
    Spike s{};
    const double excess = l - 1 - y, root = excess * excess - 4 * y;
    if (excess <= 0 || root <= 0) return s;
    const double t = (excess + std::sqrt(root)) / 2;  // θ²
    s.theta = std::sqrt(t);
    s.overlap_short = std::max(0.0, 1 - y * (1 + t) / (t * (t + y)));
    s.overlap_long = std::max(0.0, 1 - (y + t) / (t * (t + 1)));
    s.shrunken = root / l;
    return s;
}

double gavish_donoho_factor(double y) {
    const double optimal = std::sqrt(2 * (y + 1) + 8 * y / (y + 1 + std::sqrt(y * y + 14 * y + 1)));
    return optimal / std::sqrt(MarchenkoPastur{.y = y}.quantile(0.5));
}

std::int64_t gavish_donoho_rank(std::span<const double> lambda, std::int64_t rows, std::int64_t columns) {
    const double y = static_cast<double>(std::min(rows, columns)) / static_cast<double>(std::max(rows, columns));
    const double factor = gavish_donoho_factor(y);
    std::vector<double> singular(lambda.begin(), lambda.end());
    for (double& s : singular) s = std::sqrt(s);
    return count_above(singular, factor * median(singular));
}

}  // namespace blackbody
