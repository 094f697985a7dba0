#include "blackbody/util/binomial.h"

#include <algorithm>
#include <cmath>

namespace blackbody {
namespace {

double probability(std::int64_t k, std::int64_t n, double p) {
    const double x = static_cast<double>(k), m = static_cast<double>(n);
    return std::exp(std::lgamma(m + 1) - std::lgamma(x + 1) - std::lgamma(m - x + 1) + x * std::log(p) +
                    (m - x) * std::log1p(-p));
}

/// P(first <= X <= last).
double between(std::int64_t first, std::int64_t last, std::int64_t n, double p) {
    double sum = 0;
    for (std::int64_t k = first; k <= last; ++k) sum += probability(k, n, p);
    return std::min(1.0, sum);
}

/// The p in (0, 1) at which an increasing function reaches `level`.
template <class Function>
double root(Function increasing, double level) {
    double low = 0, high = 1;
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        (increasing(middle) < level ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

double binomial_at_most(std::int64_t k, std::int64_t n, double p) {
    if (k < 0) return 0;
    if (k >= n || p <= 0) return 1;
    return p >= 1 ? 0 : between(0, k, n, p);
}

double binomial_at_least(std::int64_t k, std::int64_t n, double p) {
    if (k <= 0) return 1;
    if (k > n || p <= 0) return 0;
    return p >= 1 ? 1 : between(k, n, n, p);
}

ShareInterval share_interval(std::int64_t k, std::int64_t n, double confidence) {
    const double tail = (1 - confidence) / 2;
    ShareInterval interval;
    if (k > 0) interval.low = root([&](double p) { return binomial_at_least(k, n, p); }, tail);
    if (k < n) interval.high = root([&](double p) { return -binomial_at_most(k, n, p); }, -tail);
    return interval;
}

double share_error(double k, double n) {
    const double a = k + 0.5, b = n - k + 0.5;
    return std::sqrt(a * b / ((a + b) * (a + b) * (a + b + 1)));
}

}  // namespace blackbody
