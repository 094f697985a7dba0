#include "blackbody/instruments/observables/spectrum/tracy_widom.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "blackbody/instruments/observables/spectrum/quadrature.h"

namespace blackbody {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double interpolated_from = -9,
                 interpolated_to = 4;  // where ln F1 is interpolated; above, the tail has its own series
constexpr int nodes = 28, points_a_panel = 18, panel_count = 4;
constexpr double far_out = 12;
constexpr double panel_width = (interpolated_to - interpolated_from) / panel_count;

/// The symmetrised kernel sqrt(w_i) Ai(x_i + x_j + s) sqrt(w_j), row-major.
std::vector<double> kernel(double s) {
    const Quadrature q = gauss_legendre(nodes, 0, std::max(14 - s, 8.0) / 2);
    std::vector<double> b(nodes * nodes);
    for (int i = 0; i < nodes; ++i)
        for (int j = i; j < nodes; ++j)
            b[i * nodes + j] = b[j * nodes + i] = std::sqrt(q.w[i] * q.w[j]) * airy(q.x[i] + q.x[j] + s);
    return b;
}

/// ln det(1 - c B_s), c = ±1, by elimination; no pivots are needed, since the eigenvalues of B_s lie in (-1, 1).
double log_determinant(std::vector<double> a, double c) {
    for (double& v : a) v *= -c;
    for (int i = 0; i < nodes; ++i) a[i * nodes + i] += 1;
    double sum = 0;
    for (int k = 0; k < nodes; ++k) {
        sum += std::log(a[k * nodes + k]);
        for (int i = k + 1; i < nodes; ++i) {
            const double factor = a[i * nodes + k] / a[k * nodes + k];
            for (int j = k + 1; j < nodes; ++j) a[i * nodes + j] -= factor * a[k * nodes + j];
        }
    }
    return sum;
}

double log_cdf(double s, int beta) {
    const std::vector<double> b = kernel(s);
    return log_determinant(b, 1) + (beta == 2 ? log_determinant(b, -1) : 0);
}

/// -ln F1 = tr B + tr B²/2 + tr B³/3 + ..., -ln F2 = tr B² + tr B⁴/2 + ..., where it is small.
double minus_log_cdf_far_out(double s, int beta) {
    const std::vector<double> b = kernel(s);
    double trace = 0, square = 0;
    for (int i = 0; i < nodes; ++i) {
        trace += b[i * nodes + i];
        for (int j = 0; j < nodes; ++j) square += b[i * nodes + j] * b[i * nodes + j];
    }
    // tr B³ = tr B tr B² and tr B⁴ = (tr B²)² to the order of the second eigenvalue.
    return beta == 2 ? square + square * square / 2 : trace + square / 2 + trace * square / 3;
}

/// A smooth function on [low, high], from its values at Chebyshev points, interpolated barycentrically.
class Panel {
  public:
    template <class F>
    Panel(double low, double high, F f) {
        for (int k = 0; k < points_a_panel; ++k) {
            s_[k] = (low + high) / 2 + (high - low) / 2 * std::cos(pi * k / (points_a_panel - 1));
            value_[k] = f(s_[k]);
        }
    }
    double at(double t) const {
        double above = 0, below = 0;
        for (int k = 0; k < points_a_panel; ++k) {
            if (t == s_[k]) return value_[k];
            const double w = (k % 2 ? -1.0 : 1.0) * (k == 0 || k == points_a_panel - 1 ? 0.5 : 1.0) / (t - s_[k]);
            above += w * value_[k], below += w;
        }
        return above / below;
    }

  private:
    std::array<double, points_a_panel> s_, value_;
};

/// ln F on [interpolated_from, interpolated_to].
template <int beta>
double interpolated_log_cdf(double s) {
    static const std::array<Panel, panel_count> panels = [] {
        const auto panel = [](int p) {
            return Panel(interpolated_from + p * panel_width, interpolated_from + (p + 1) * panel_width,
                         [](double t) { return log_cdf(t, beta); });
        };
        return std::array<Panel, panel_count>{panel(0), panel(1), panel(2), panel(3)};
    }();
    return panels[std::clamp(static_cast<int>((s - interpolated_from) / panel_width), 0, panel_count - 1)].at(s);
}
double interpolated_log_cdf(double s, int beta) {
    return beta == 2 ? interpolated_log_cdf<2>(s) : interpolated_log_cdf<1>(s);
}

/// -ln F above interpolated_to: its logarithm interpolated; beyond far_out the first trace alone, ½ ∫_s Ai or that of
/// B².
template <int beta>
double minus_log_cdf(double s) {
    static const Panel far(interpolated_to, far_out, [](double t) { return std::log(minus_log_cdf_far_out(t, beta)); });
    if (s <= far_out) return std::exp(far.at(s));
    if (beta == 2) return minus_log_cdf_far_out(s, 2);
    static const Quadrature q = gauss_legendre(nodes, 0, 6);
    double trace = 0;
    for (int i = 0; i < nodes; ++i) trace += q.w[i] * airy(2 * q.x[i] + s);
    return trace;
}
double minus_log_cdf(double s, int beta) { return beta == 2 ? minus_log_cdf<2>(s) : minus_log_cdf<1>(s); }

}  // namespace

double airy(double x) {
    if (x == 0) return 0.35502805388781723926;
    const double z = 2.0 / 3 * std::pow(std::abs(x), 1.5);
    if (x > 0) return z > 700 ? 0 : std::sqrt(x / 3) / pi * std::cyl_bessel_k(1.0 / 3, z);
    // J_{-1/3} = J_{1/3} cos(π/3) - Y_{1/3} sin(π/3).
    const double j = std::cyl_bessel_j(1.0 / 3, z), y = std::cyl_neumann(1.0 / 3, z);
    return std::sqrt(-x) / 3 * (1.5 * j - std::sqrt(3.0) / 2 * y);
}

double tracy_widom_cdf(double s, int beta) {
    if (s > interpolated_to) return 1 - tracy_widom_tail(s, beta);
    return s < interpolated_from ? 0 : std::exp(interpolated_log_cdf(s, beta));
}

double tracy_widom_tail(double s, int beta) {
    if (s > 120) return 0;
    if (s > interpolated_to) return -std::expm1(-minus_log_cdf(s, beta));
    return s < interpolated_from ? 1 : -std::expm1(interpolated_log_cdf(s, beta));
}

double tracy_widom_quantile(double p, int beta) {
    double low = interpolated_from, high = 12;
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (tracy_widom_cdf(middle, beta) < p ? low : high) = middle;
    }
    return (low + high) / 2;
}

EdgeScale noise_edge(std::int64_t rows, std::int64_t columns, int beta) {
    const double shift = beta == 2 ? 0 : .5;
    const double a = std::sqrt(static_cast<double>(rows) - shift), b = std::sqrt(static_cast<double>(columns) - shift);
    return {(a + b) * (a + b), (a + b) * std::cbrt(1 / a + 1 / b)};
}

EdgeScale noise_ratio_edge(std::int64_t rows, std::int64_t columns, int beta) {
    static constexpr double law_mean[2] = {-1.206533574582, -1.771086807411};
    static constexpr double law_variance[2] = {1.607781034581, 0.813194792833};
    const EdgeScale edge = noise_edge(rows, columns, beta);
    const double entries = static_cast<double>(rows * columns);

    // <U> = <λ> since <σ̂²> = 1, and <U²> = <λ²> / <σ̂⁴> with <σ̂⁴> = 1 + 2/(β p n).
    const double mean = edge.centre + edge.width * law_mean[beta - 1];
    const double square = mean * mean + edge.width * edge.width * law_variance[beta - 1];
    const double spread = std::sqrt(std::max(square / (1 + 2 / (beta * entries)) - mean * mean, 0.0));
    const double width = spread / std::sqrt(law_variance[beta - 1]) * std::max(1 - 8 / entries, 0.5);
    return {mean - width * law_mean[beta - 1], width};
}

}  // namespace blackbody
