#include "blackbody/instruments/observables/spectrum/marchenko_pastur.h"

#include <algorithm>
#include <cmath>

namespace blackbody {
namespace {
constexpr double pi = 3.14159265358979323846;
}

double MarchenkoPastur::low() const { return sigma2 * (1 - std::sqrt(y)) * (1 - std::sqrt(y)); }
double MarchenkoPastur::high() const { return sigma2 * (1 + std::sqrt(y)) * (1 + std::sqrt(y)); }

double MarchenkoPastur::density(double x) const {
    if (x <= low() || x >= high()) return 0;
    return std::sqrt((high() - x) * (x - low())) / (2 * pi * sigma2 * y * x);
}

double MarchenkoPastur::cdf(double x) const {
    if (x <= low()) return 0;
    if (x >= high()) return 1;

    // The integral of the density in closed form, in units of σ², with r² = (b - t) / (t - a).
    const double t = x / sigma2, a = low() / sigma2, b = high() / sigma2;
    const double r = std::sqrt((b - t) / (t - a));
    double sum = pi * y + std::sqrt((b - t) * (t - a)) - (1 + y) * std::atan((r * r - 1) / (2 * r));
    if (y < 1) sum += (1 - y) * std::atan((a * r * r - b) / (2 * (1 - y) * r));
    return std::clamp(sum / (2 * pi * y), 0.0, 1.0);
}

double MarchenkoPastur::quantile(double p) const {
    double left = low(), right = high();
    for (int step = 0; step < 60; ++step) {
        const double middle = (left + right) / 2;
        (cdf(middle) < p ? left : right) = middle;
    }
    return (left + right) / 2;
}

}  // namespace blackbody
