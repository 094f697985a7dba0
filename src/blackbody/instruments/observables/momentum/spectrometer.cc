#include "blackbody/instruments/observables/momentum/spectrometer.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

namespace {
// Of the loudest answer at any wave vector. An energy is a sum over lags, each rounded at the scale of the loudest
// ones: where waves cancel it may be of any smallness and is no more exact for that.
constexpr double tie = 1e-11;
}  // namespace

Spectrometer spectrometer(const at::Tensor& energy) {
    const std::int64_t channels = energy.size(0), cells = energy.size(1);
    const double cell = 1 / static_cast<double>(cells);
    const double* e = energy.data_ptr<double>();

    // Find the loudest answer at every wave vector, and how many give it.
    std::vector<double> loudest(e, e + cells);
    for (std::int64_t c = 1; c < channels; ++c)
        for (std::int64_t k = 0; k < cells; ++k) loudest[k] = std::max(loudest[k], e[c * cells + k]);
    const double rounding = tie * *std::max_element(loudest.begin(), loudest.end());
    std::vector<double> winners(cells, 0);
    for (std::int64_t c = 0; c < channels; ++c)
        for (std::int64_t k = 0; k < cells; ++k) winners[k] += e[c * cells + k] >= loudest[k] - rounding;

    // Give each winner its part of the cell.
    Spectrometer found{0, std::vector<double>(channels, 0)};
    for (std::int64_t c = 0; c < channels; ++c)
        for (std::int64_t k = 0; k < cells; ++k)
            if (e[c * cells + k] >= loudest[k] - rounding) found.area[c] += cell / winners[k];

    // I = H(c) - H(c|k).
    for (const double p : found.area)
        if (p > 0) found.bits -= p * std::log2(p);
    for (const double m : winners) found.bits -= cell * std::log2(m);
    found.bits = std::max(0.0, found.bits);
    return found;
}

}  // namespace blackbody
