#include "blackbody/instruments/observables/spectrum/tail_families.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "blackbody/instruments/observables/spectrum/quadrature.h"

namespace blackbody {
namespace {

double square(double y) { return y * y; }
double growth(double y) { return std::expm1(y); }

/// Normaliser and moments of exp(-b y - c s(y)) on y >= 0.
struct Moments {
    double log_z, y, s, yy, ys, ss;  ///< ln Z, means, second moments
};

using Statistic = double (*)(double);

/// Where the exponent is greatest, and where it has fallen by 45 from there.
std::array<double, 2> peak_and_end(double b, double c, Statistic s) {
    const auto exponent = [&](double y) { return -b * y - c * s(y); };
    double peak = 0;
    if (b < 0 && c > 0) peak = s == square ? -b / (2 * c) : std::max(0.0, std::log(-b / c));
    double step = 1e-3;
    while (exponent(peak + step) > exponent(peak) - 45 && step < 1e6) step *= 1.6;
    return {peak, peak + step};
}

Moments moments(double b, double c, Statistic s) {
    static const Quadrature rule = gauss_legendre(48, 0, 1);
    const auto [peak, end] = peak_and_end(b, c, s);
    const double top = -b * peak - c * s(peak);

    // Panels on both sides of the peak, so that a sharp one is not missed.
    Moments m{};
    double z = 0;
    const auto panel = [&](double from, double to) {
        for (std::size_t i = 0; i < rule.x.size(); ++i) {
            const double y = from + (to - from) * rule.x[i], t = s(y);
            const double w = (to - from) * rule.w[i] * std::exp(-b * y - c * t - top);
            z += w, m.y += w * y, m.s += w * t, m.yy += w * y * y, m.ys += w * y * t, m.ss += w * t * t;
        }
    };
    if (peak > 0) panel(std::max(0.0, 2 * peak - end), peak);
    panel(peak, peak + (end - peak) / 8), panel(peak + (end - peak) / 8, end);
    m.log_z = std::log(z) + top;
    for (double* v : {&m.y, &m.s, &m.yy, &m.ys, &m.ss}) *v /= z;
    return m;
}

/// Mean log-likelihood of data with these mean statistics.
double likelihood(double b, double c, double mean_y, double mean_s, Statistic s) {
    return -b * mean_y - c * mean_s - moments(b, c, s).log_z;
}

struct Parameters {
    double b, c;
};

/// The maximum over (b, c >= 0) by damped Newton steps from the power law of this slope and some c > 0. A step keeps a
/// tenth of c: at c = 0 itself the mean of s may be infinite (α < 2), no step leads away from there, and yet the
/// maximum lies elsewhere. The power law is asked at the end, in closed form.
Parameters maximise(double slope, double first_c, double mean_y, double mean_s, Statistic s) {
    Parameters p{slope, first_c};
    double value = likelihood(p.b, p.c, mean_y, mean_s, s);
    for (int round = 0; round < 60; ++round) {
        const Moments m = moments(p.b, p.c, s);
        const double gb = m.y - mean_y, gc = m.s - mean_s;
        const double vb = m.yy - m.y * m.y, vc = m.ss - m.s * m.s, cov = m.ys - m.y * m.s;
        const double determinant = vb * vc - cov * cov;
        if (!(determinant > 0)) break;
        const double db = (vc * gb - cov * gc) / determinant, dc = (vb * gc - cov * gb) / determinant;

        // Shorten the step until it gains.
        double gained = 0, length = 1;
        for (; length > 1e-6; length /= 2) {
            const Parameters next{p.b + length * db, std::max(p.c / 10, p.c + length * dc)};
            const double v = likelihood(next.b, next.c, mean_y, mean_s, s);
            if (std::isfinite(v) && v > value) {
                gained = v - value, p = next, value = v;
                break;
            }
        }
        if (gained < 1e-13) break;
    }
    const double of_power_law = std::log(slope) - slope * mean_y;
    return value > of_power_law ? p : Parameters{slope, 0};
}

/// The exponential law in x: b = -1 fixed, c = 1 / (mean of x/x_min - 1), in closed form.
Parameters exponential(double mean_s) { return {-1, 1 / mean_s}; }

TailRatio compare(std::span<const double> y, double slope, Parameters rival, Statistic s) {
    const double n = static_cast<double>(y.size());
    const double log_z = moments(rival.b, rival.c, s).log_z;
    double sum = 0, squares = 0;
    for (double v : y) {
        const double term = std::log(slope) - slope * v + rival.b * v + rival.c * s(v) + log_z;
        sum += term, squares += term * term;
    }
    TailRatio r{.ratio = sum, .b = rival.b, .c = rival.c};
    const double variance = squares / n - sum / n * (sum / n);
    if (std::abs(sum) < 1e-9 * n || !(variance > 0)) return r;  // the same law
    r.normalised = sum / std::sqrt(n * variance);
    r.p_value = std::erfc(std::abs(r.normalised) / std::sqrt(2.0));
    return r;
}

}  // namespace

TailRatios compare_tail(std::span<const double> log_x, const PowerLaw& fit) {
    std::vector<double> y(log_x.begin() + fit.first, log_x.end());
    const double start = y.front(), slope = fit.alpha - 1;
    double mean_y = 0, mean_yy = 0, mean_growth = 0;
    for (double& v : y) {
        v -= start;
        mean_y += v, mean_yy += v * v, mean_growth += std::expm1(v);
    }
    const double n = static_cast<double>(y.size());
    mean_y /= n, mean_yy /= n, mean_growth /= n;

    TailRatios r;
    r.lognormal = compare(y, slope, maximise(slope, 0.01 * slope * slope, mean_y, mean_yy, square), square);
    r.exponential = compare(y, slope, exponential(mean_growth), growth);
    r.truncated = compare(y, slope, maximise(slope, 0.1 / mean_growth, mean_y, mean_growth, growth), growth);
    r.truncated.p_value = std::erfc(std::sqrt(std::abs(r.truncated.ratio)));
    return r;
}

}  // namespace blackbody
