#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace blackbody {
namespace {

/// χ² with k degrees of freedom: twice a gamma variable of shape k/2 (Marsaglia, Tsang 2000).
double chi_squared(std::int64_t k, Random& random) {
    if (k == 1) {
        const double z = random.normal();
        return z * z;
    }
    const double d = static_cast<double>(k) / 2 - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
        const double z = random.normal(), v = std::pow(1 + c * z, 3);
        if (v > 0 && std::log(random.uniform()) < z * z / 2 + d * (1 - v + std::log(v))) return 2 * d * v;
    }
}

}  // namespace

void tridiagonal_eigenvalues(std::vector<double>& d, std::vector<double>& e2) {
    const std::int64_t n = static_cast<std::int64_t>(d.size());
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    e2.resize(n, 0.0);
    double shift = 0, scale = 0, small = 0, small2 = 0;
    for (std::int64_t l = 0; l < n; ++l) {
        const double size = std::abs(d[l]) + std::sqrt(e2[l]);
        if (size > scale) scale = size, small = epsilon * scale, small2 = small * small;

        // Iterate on the block l .. m until its first value stands alone.
        std::int64_t m = l;
        while (m < n - 1 && e2[m] > small2) ++m;
        while (m > l) {
            // Shift by the eigenvalue of the leading 2 x 2 block that is nearer to d[l].
            const double s0 = std::sqrt(e2[l]), g0 = d[l];
            const double p0 = (d[l + 1] - g0) / (2 * s0);
            d[l] = s0 / (p0 + std::copysign(std::hypot(p0, 1.0), p0));
            const double step = g0 - d[l];
            for (std::int64_t i = l + 1; i < n; ++i) d[i] -= step;
            shift += step;

            // One rational QL sweep, from the bottom of the block up.
            double g = d[m] == 0 ? small : d[m], h = g, s = 0;
            for (std::int64_t i = m - 1; i >= l; --i) {
                const double p = g * h, r = p + e2[i];
                e2[i + 1] = s * r;
                s = e2[i] / r;
                d[i + 1] = h + s * (h + d[i]);
                g = d[i] - e2[i] / g;
                if (g == 0) g = small;
                h = g * p / r;
            }
            e2[l] = s * g * h, d[l] = h;
            if (h == 0 || e2[l] == 0) break;
            m = l;
            while (m < n - 1 && e2[m] > small2) ++m;
        }
        d[l] += shift;
    }
    std::sort(d.begin(), d.end());
}

void draw_noise_spectrum(std::int64_t rows, std::int64_t columns, Random& random, std::vector<double>& lambda,
                         int beta) {
    const std::int64_t p = std::min(rows, columns), n = std::max(rows, columns);

    // B has χ_n, χ_{n-1}, ... on the diagonal and χ_{p-1}, χ_{p-2}, ... beside it (χ_{2n}, ... for complex entries); B
    // Bᵀ is tridiagonal.
    std::vector<double> diagonal(p), off(p > 0 ? p - 1 : 0);
    double below = 0;  // b² of the row above
    for (std::int64_t i = 0; i < p; ++i) {
        const double a2 = chi_squared(beta * (n - i), random);
        diagonal[i] = a2 + below;
        below = i < p - 1 ? chi_squared(beta * (p - 1 - i), random) : 0;
        if (i < p - 1) off[i] = a2 * below;
    }
    tridiagonal_eigenvalues(diagonal, off);
    lambda.insert(lambda.end(), diagonal.begin(), diagonal.end());
}

}  // namespace blackbody
