#pragma once
/// Mean, spread, skewness and excess kurtosis of a stream of values, from central sums that merge exactly.
///
///   sd = √(M₂/n),  skewness = (M₃/n)/sd³,  excess kurtosis = (M₄/n)/sd⁴ - 3,   M_k = Σ (x - mean)^k
///
/// Range: kurtosis >= skewness² - 2. Trap: third and fourth moments are ruled by the few largest values.
/// Ref: P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments", Sandia report SAND2008-6212 (2008).
#include <cmath>
#include <cstdint>

namespace blackbody {

struct Moments {
    double n = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0;

    /// From Σ d, Σ d², Σ d³, Σ d⁴ of n values d = y - pivot with x = y scale.
    static Moments from_powers(double n, const double (&d)[4], double pivot, double scale) {
        Moments m;
        if (n == 0) return m;
        const double a = d[0] / n;
        m.n = n, m.mean = (pivot + a) * scale;
        m.m2 = (d[1] - n * a * a) * scale * scale;
        m.m3 = (d[2] - 3 * a * d[1] + 2 * n * a * a * a) * scale * scale * scale;
        m.m4 = (d[3] - 4 * a * d[2] + 6 * a * a * d[1] - 3 * n * a * a * a * a) * scale * scale * scale * scale;
        return m;
    }

    void merge(const Moments& o) {
        if (o.n == 0) return;
        const double total = n + o.n, delta = o.mean - mean, r = delta / total, s = n * o.n;
        m4 += o.m4 + s * (n * n - s + o.n * o.n) * delta * r * r * r + 6 * (n * n * o.m2 + o.n * o.n * m2) * r * r +
              4 * (n * o.m3 - o.n * m3) * r;
        m3 += o.m3 + s * (n - o.n) * delta * r * r + 3 * (n * o.m2 - o.n * m2) * r;
        m2 += o.m2 + s * delta * r;
        mean += o.n * r;
        n = total;
    }

    double sd() const { return std::sqrt(m2 / n); }
    double skewness() const { return m3 / n / std::pow(m2 / n, 1.5); }
    double excess_kurtosis() const { return n * m4 / (m2 * m2) - 3; }
};

}  // namespace blackbody
