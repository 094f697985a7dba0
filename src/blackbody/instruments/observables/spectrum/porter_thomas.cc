#include "blackbody/instruments/observables/spectrum/porter_thomas.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "blackbody/util/rng.h"

namespace blackbody {
namespace {

constexpr int draw_count = 999;

/// ψ(x) by recurrence up to x >= 10 and its asymptotic series.
double digamma(double x) {
    double sum = 0;
    for (; x < 10; x += 1) sum -= 1 / x;
    const double z = 1 / (x * x);
    return sum + std::log(x) - 0.5 / x - z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z / 240)));
}

/// Inverse participation ratios of random unit vectors, ascending. The draws depend on the length only.
std::vector<double> random_ratios(std::int64_t n, int beta) {
    std::vector<double> ratios(draw_count);
    for (int d = 0; d < draw_count; ++d) {
        Random random(seed_for(0, "porter_thomas"),
                      static_cast<std::uint64_t>(d) << 32 | static_cast<std::uint32_t>(n));
        double second = 0, fourth = 0;
        for (std::int64_t i = 0; beta == 2 && i < n; ++i) {
            const double a = -std::log(random.uniform());  // |v|² of a complex normal
            second += a, fourth += a * a;
        }
        for (std::int64_t i = 0; beta == 1 && i < n; i += 2) {
            const double r2 = -2 * std::log(random.uniform()), c = std::cos(6.283185307179586477 * random.uniform());
            const double a = r2 * c * c, b = i + 1 < n ? r2 - a : 0;  // a pair of squared normals (Box-Muller)
            second += a + b, fourth += a * a + b * b;
        }
        ratios[d] = fourth / (second * second);
    }
    std::sort(ratios.begin(), ratios.end());
    return ratios;
}

}  // namespace

double inverse_participation(std::span<const double> v) {
    double second = 0, fourth = 0;
    for (double x : v) second += x * x, fourth += x * x * x * x;
    return fourth / (second * second);
}

double component_entropy(std::span<const double> v) {
    double norm = 0, h = 0;
    for (double x : v) norm += x * x;
    for (double x : v)
        if (x != 0) h -= x * x / norm * std::log(x * x / norm);
    return h;
}

double random_inverse_participation(std::int64_t n, int beta) {
    return beta == 2 ? 2 / (static_cast<double>(n) + 1) : 3 / (static_cast<double>(n) + 2);
}

double random_component_entropy(std::int64_t n, int beta) {
    const auto m = static_cast<double>(n);
    return beta == 2 ? digamma(m + 1) - digamma(2) : digamma(m / 2 + 1) - digamma(1.5);
}

double localisation_p_value(double ratio, std::int64_t n, int beta) {
    static std::mutex mutex;
    static std::map<std::pair<std::int64_t, int>, std::shared_ptr<const std::vector<double>>> kept;
    std::shared_ptr<const std::vector<double>> ratios;
    {
        const std::lock_guard lock(mutex);
        auto& entry = kept[{n, beta}];
        if (!entry) entry = std::make_shared<const std::vector<double>>(random_ratios(n, beta));
        ratios = entry;
    }
    const auto above = ratios->end() - std::lower_bound(ratios->begin(), ratios->end(), ratio);
    return static_cast<double>(1 + above) / (1 + draw_count);
}

}  // namespace blackbody
