#pragma once
/// Gauss-Legendre quadrature: Σ w_i f(x_i) is exact for polynomials up to degree 2m-1.
#include <cmath>
#include <vector>

namespace blackbody {

struct Quadrature {
    std::vector<double> x, w;
};

/// m nodes on [a, b]; roots of the Legendre polynomial by Newton's method.
inline Quadrature gauss_legendre(int m, double a, double b) {
    Quadrature q{std::vector<double>(m), std::vector<double>(m)};
    for (int i = 0; i < m; ++i) {
        double t = std::cos(3.14159265358979323846 * (i + 0.75) / (m + 0.5)), derivative = 1;
        for (int step = 0; step < 12; ++step) {
            double p = 1, before = 0;
            for (int k = 0; k < m; ++k) {
                const double next = ((2 * k + 1) * t * p - k * before) / (k + 1);
                before = p, p = next;
            }
            derivative = m * (t * p - before) / (t * t - 1);
            t -= p / derivative;
        }
        q.x[i] = (a + b) / 2 - (b - a) / 2 * t;
        q.w[i] = (b - a) / ((1 - t * t) * derivative * derivative);
    }
    return q;
}

}  // namespace blackbody
