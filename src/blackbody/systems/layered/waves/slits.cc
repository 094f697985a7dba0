#include "blackbody/systems/layered/waves/slits.h"

#include <cmath>
#include <numbers>

namespace blackbody {
namespace {

using std::numbers::pi;

/// sin(N γ) / (N sin γ), with its limit ±1 where sin γ vanishes.
double grating(std::int64_t n, double gamma) {
    const double below = std::sin(gamma);
    const auto count = static_cast<double>(n);
    if (std::abs(below) > 1e-9) return std::sin(count * gamma) / (count * below);
    const auto turns = std::llround(gamma / pi);
    return turns * (n - 1) % 2 ? -1 : 1;
}

double sinc(double x) { return std::abs(x) < 1e-8 ? 1 : std::sin(x) / x; }

}  // namespace

double slit_intensity(const Slits& slits, double angle) {
    const double direction = pi * std::sin(angle) / slits.wavelength,
                 amplitude = sinc(slits.width * direction) * grating(slits.count, slits.pitch * direction);
    return amplitude * amplitude;
}

double summed_intensity(const Slits& slits, double angle, std::int64_t pieces) {
    const double k = 2 * pi * std::sin(angle) / slits.wavelength;
    std::complex<double> sum = 0;
    for (std::int64_t s = 0; s < slits.count; ++s)
        for (std::int64_t p = 0; p < pieces; ++p) {
            const double place = (static_cast<double>(p) + .5) / static_cast<double>(pieces) - .5;
            sum += std::polar(1., k * (static_cast<double>(s) * slits.pitch + place * slits.width));
        }
    return std::norm(sum / static_cast<double>(slits.count * pieces));
}

double visibility(double first, double second, double coherence) {
    return 2 * std::sqrt(first * second) * std::abs(coherence) / (first + second);
}

double coherence_index(const std::vector<std::complex<double>>& amplitudes) {
    std::complex<double> together = 0;
    double apart = 0, moduli = 0;
    for (const std::complex<double>& c : amplitudes) together += c, apart += std::norm(c), moduli += std::abs(c);
    const double most = moduli * moduli - apart;
    return most > 0 ? (std::norm(together) - apart) / most : 0;
}

}  // namespace blackbody
