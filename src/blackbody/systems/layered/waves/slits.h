#pragma once
/// Interference behind slits, far away (Fraunhofer).
///
///   I(t) / I(0) = sinc²(π a sin t / λ) [ sin(N γ) / (N sin γ) ]²,   γ = π d sin t / λ,   sinc x = sin x / x
///
/// Lengths in one unit, angles in radians. Range [0, 1].
/// Ref: M. Born, E. Wolf, Principles of Optics, section 8.6.
#include <complex>
#include <cstdint>
#include <vector>

namespace blackbody {

struct Slits {
    std::int64_t count = 2;
    double width = 1, pitch = 4, wavelength = 1;
};

double slit_intensity(const Slits& slits, double angle);

/// The same as a sum of waves: each slit cut into `pieces` point sources. The independent check, and what a picture of
/// any other aperture needs.
double summed_intensity(const Slits& slits, double angle, std::int64_t pieces);

/// (I_max - I_min) / (I_max + I_min) of two waves: 2 √(I_1 I_2) |g| / (I_1 + I_2), g their degree of coherence.
double visibility(double first, double second, double coherence);

/// How waves that meet in one place work together, from the amplitudes c_j of each alone:
/// (|Σc|² - Σ|c|²) / ((Σ|c|)² - Σ|c|²); 1 all in phase, 0 incoherent, below 0 destructive. Fewer than two waves: 0.
double coherence_index(const std::vector<std::complex<double>>& amplitudes);

}  // namespace blackbody
