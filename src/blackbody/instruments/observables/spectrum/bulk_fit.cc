#include "blackbody/instruments/observables/spectrum/bulk_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/instruments/observables/spectrum/marchenko_pastur.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr double confidence = 0.99;
constexpr double zero_share = 1e-12;  // of λ_max: zero to rounding

double median(std::span<const double> ascending) {
    const std::size_t n = ascending.size();
    return n % 2 ? ascending[n / 2] : (ascending[n / 2 - 1] + ascending[n / 2]) / 2;
}

/// 99 % point of the largest value of p x n noise, in units of its mean square entry.
double noise_limit(std::int64_t p, std::int64_t n, int beta) {
    static const double quantile[2] = {tracy_widom_quantile(confidence, 1), tracy_widom_quantile(confidence, 2)};
    const EdgeScale edge = noise_ratio_edge(p, n, beta);
    return edge.centre + quantile[beta - 1] * edge.width;
}

std::int64_t count_above(std::span<const double> ascending, double limit) {
    return ascending.end() - std::upper_bound(ascending.begin(), ascending.end(), limit);
}

/// σ² of what is left without the k largest values, k = 0, 1, ...
class Remainder {
  public:
    Remainder(std::span<const double> lambda, std::int64_t n) : n_(n), sum_(lambda.size() + 1, 0.0) {
        std::partial_sum(lambda.begin(), lambda.end(), sum_.begin() + 1);
    }
    double sigma2(std::int64_t k) const {
        const std::int64_t p = std::ssize(sum_) - 1;
        return sum_[p - k] / static_cast<double>((p - k) * (n_ - k));
    }

  private:
    std::int64_t n_;
    std::vector<double> sum_;
};

/// How many values stand out, one after the other from the largest; half of them: no bulk.
std::int64_t count_spikes(std::span<const double> lambda, const Remainder& rest, std::int64_t n, int beta) {
    const std::int64_t p = std::ssize(lambda);
    std::int64_t k = 0;
    while (2 * k < p && lambda[p - 1 - k] > rest.sigma2(k) * noise_limit(p - k, n - k, beta)) ++k;
    if (2 * k >= p) throw NumericalError("no bulk: at least half of the singular values stand out");
    return k;
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

double top_score(std::span<const double> lambda, std::int64_t rows, std::int64_t columns, int beta) {
    const double sigma2 =
        std::accumulate(lambda.begin(), lambda.end(), 0.0) / (static_cast<double>(rows) * static_cast<double>(columns));
    const EdgeScale edge = noise_ratio_edge(rows, columns, beta);
    return (lambda.back() / sigma2 - edge.centre) / edge.width;
}

BulkFit fit_bulk(std::span<const double> lambda, std::int64_t rows, std::int64_t columns, int beta) {
    const std::int64_t p = std::min(rows, columns), n = std::max(rows, columns);
    if (p < 4) throw NumericalError("fewer than 4 singular values: no bulk to fit");
    if (median(lambda) <= zero_share * lambda.back())
        throw NumericalError("the weight has no noise: half of its singular values are zero");
    const Remainder rest(lambda, n);
    const std::int64_t k = count_spikes(lambda, rest, n, beta);
    const double sigma2 = rest.sigma2(k);

    // The bulk that is left.
    BulkFit fit{.rows = p, .columns = n, .sigma = std::sqrt(sigma2)};
    const MarchenkoPastur law{.y = static_cast<double>(p - k) / static_cast<double>(n - k), .sigma2 = sigma2};
    const double scale = static_cast<double>(n - k);
    fit.low = law.low() * scale, fit.high = law.high() * scale;
    fit.threshold = sigma2 * noise_limit(p - k, n - k, beta);
    fit.distance = distance_from(law, lambda.first(p - k), scale);
    fit.top_score = top_score(lambda, p, n, beta);

    // The spikes: strength over the noise, and how often noise reaches as far as the values left when it was taken out.
    const double n_sigma2 = sigma2 * static_cast<double>(n);
    for (std::int64_t i = 0; i < k; ++i) {
        Spike spike = spike_at(lambda[p - 1 - i] / n_sigma2, static_cast<double>(p) / static_cast<double>(n));
        spike.lambda = lambda[p - 1 - i];
        spike.p_value = tracy_widom_tail(top_score(lambda.first(p - i), p - i, n - i, beta), beta);
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
