#include "blackbody/systems/layered/waves/lattice_scattering.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_eigvals.h>
#include <ATen/ops/linalg_solve.h>
#include <ATen/ops/matmul.h>

#include <cmath>
#include <string>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

at::Tensor phase(const at::Tensor& angle) { return at::complex(angle.cos(), angle.sin()); }

at::Tensor places(std::int64_t atoms) { return at::arange(atoms, at::kDouble); }

/// Amplitude that the sources V psi send out in one direction, relative to the wave that came.
at::Tensor sent(const at::Tensor& potential, double k, const at::Tensor& psi, double direction) {
    const at::Tensor sources = potential.to(at::kComplexDouble) * psi,
                     carried = phase(-direction * k * places(potential.size(0)));
    return (sources * carried).sum() / c10::complex<double>(0, 2 * std::sin(k));
}

double squared(const at::Tensor& amplitude) { return std::pow(amplitude.abs().item<double>(), 2); }

}  // namespace

at::Tensor green_times_potential(const at::Tensor& potential, double k) {
    const at::Tensor x = places(potential.size(0)), distance = (x.unsqueeze(1) - x).abs();
    return phase(k * distance) / c10::complex<double>(0, 2 * std::sin(k)) * potential.to(at::kComplexDouble);
}

at::Tensor plane_wave(std::int64_t atoms, double k) { return phase(k * places(atoms)); }

at::Tensor scattered_wave(const at::Tensor& potential, double k) {
    const at::Tensor gv = green_times_potential(potential, k);
    return at::linalg_solve(at::eye(gv.size(0), gv.options()) - gv, plane_wave(gv.size(0), k));
}

double born_radius(const at::Tensor& potential, double k) {
    return at::linalg_eigvals(green_times_potential(potential, k)).abs().max().item<double>();
}

at::Tensor born_series(const at::Tensor& potential, double k, std::int64_t order) {
    const double radius = born_radius(potential, k);
    if (radius >= 1)
        throw NumericalError("the Born series diverges: the spectral radius of G V is " + std::to_string(radius) +
                             ", it must be below 1");
    const at::Tensor gv = green_times_potential(potential, k);
    at::Tensor term = plane_wave(gv.size(0), k), sum = term;
    for (std::int64_t n = 0; n < order; ++n) term = at::matmul(gv, term), sum = sum + term;
    return sum;
}

Outgoing outgoing(const at::Tensor& potential, double k, const at::Tensor& psi) {
    return {squared(1 + sent(potential, k, psi, 1)), squared(sent(potential, k, psi, -1))};
}

}  // namespace blackbody
