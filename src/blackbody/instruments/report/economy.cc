#include "blackbody/instruments/report/economy.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "blackbody/base/standing.h"
#include "blackbody/instruments/report/film.h"

namespace blackbody {
namespace {

double rounded(double value, int digits) {
    if (!std::isfinite(value)) return value;
    char text[40];
    std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return std::strtod(text, nullptr);
}

/// Towards plus infinity, to so many digits.
double rounded_up(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return value;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - digits + 1);
    return rounded(std::ceil(value / unit) * unit, digits + 1);
}

void round_all(std::vector<double>& values, int digits) {
    for (double& value : values) value = rounded(value, digits);
}

/// Every step-th value, and the last.
template <class T>
std::vector<T> every(const std::vector<T>& values, std::size_t step) {
    std::vector<T> out;
    for (std::size_t i = 0; i < values.size(); i += step) out.push_back(values[i]);
    if (!values.empty() && (values.size() - 1) % step != 0) out.push_back(values.back());
    return out;
}

/// Means over `step` bins each, weighted by their widths as the axis shows them.
std::vector<double> merged(const std::vector<double>& values, const CurveAxis& x, std::size_t step) {
    auto position = [&](std::size_t i) { return x.log ? std::log(x.values[i]) : x.values[i]; };
    std::vector<double> out;
    for (std::size_t from = 0; from < values.size(); from += step) {
        const std::size_t to = std::min(from + step, values.size());
        double sum = 0;
        for (std::size_t i = from; i < to; ++i) sum += values[i] * (position(i + 1) - position(i));
        out.push_back(sum / (position(to) - position(from)));
    }
    return out;
}

/// The value and the ends of the draws, with as many digits as leave the value where it stands among them.
void round_draws(Null& null) {
    const Null given = null;
    for (int digits = 2; digits < 9; ++digits) {
        null.value = rounded(given.value, digits + 1);
        null.low = -rounded_up(-given.low, digits), null.high = rounded_up(given.high, digits);
        if (standing(null) == standing(given)) return;
    }
    null.value = given.value, null.low = given.low, null.high = given.high;
}

void round_measurement(Measurement& measurement) {
    for (Estimate& estimate : measurement.estimates) {
        estimate.value = rounded(estimate.value, 5);
        if (estimate.error.is_number())
            estimate.error = Uncertainty::of(rounded(estimate.error.std_error(), 2), estimate.error.degrees());
        for (Null& null : estimate.nulls) {
            null.mean = rounded(null.mean, 3), null.spread = rounded(null.spread, 2);
            round_draws(null);
        }
    }
}

}  // namespace

Curve thinned(const Curve& curve, std::size_t points) {
    const std::size_t n = curve.series.empty() ? 0 : curve.series.front().values.size();
    const bool histogram = curve.kind == Curve::Kind::histogram && curve.x.values.size() == n + 1;
    if ((curve.kind != Curve::Kind::line && !histogram) || n <= points || points == 0) return curve;
    const std::size_t step = (n + points - 1) / points;
    Curve out = curve;
    for (CurveSeries& series : out.series) {
        if (series.values.size() != n) return curve;
        series.values = histogram ? merged(series.values, curve.x, step) : every(series.values, step);
        series.errors = histogram ? std::vector<double>{} : every(series.errors, step);
        series.doubtful = histogram ? std::vector<bool>{} : every(series.doubtful, step);
    }
    out.x.values = every(curve.x.values, step);
    return out;
}

Results economical(const Results& results, std::size_t points) {
    Results out = results;
    for (Measurement& measurement : out.measurements) {
        round_measurement(measurement);
        for (Curve& curve : measurement.curves) {
            curve = thinned(curve, points);
            const bool is_film = is_film_strip(curve);
            const int digits = curve.kind == Curve::Kind::map && !is_film ? 2 : 3;
            // Edges keep four digits: neighbours of a narrow axis must not fall together. Updates are counted.
            round_all(curve.x.values, 4);
            if (!is_film) round_all(curve.y.values, 4);
            for (CurveSeries& series : curve.series) round_all(series.values, digits), round_all(series.errors, 2);
        }
    }
    return out;
}

}  // namespace blackbody
