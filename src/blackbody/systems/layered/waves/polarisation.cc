#include "blackbody/systems/layered/waves/polarisation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/conj.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

namespace blackbody {
namespace {

using c10::complex;

at::Tensor matrix(complex<double> a, complex<double> b, complex<double> c, complex<double> d) {
    at::Tensor m = at::zeros({2, 2}, at::kComplexDouble);
    complex<double>* e = m.data_ptr<complex<double>>();
    e[0] = a, e[1] = b, e[2] = c, e[3] = d;
    return m;
}

/// The same element turned by an angle.
at::Tensor turned(const at::Tensor& element, double angle) {
    return at::matmul(rotator(angle), at::matmul(element, rotator(-angle)));
}

}  // namespace

at::Tensor rotator(double angle) { return matrix(std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)); }

at::Tensor polariser(double angle) { return turned(matrix(1, 0, 0, 0), angle); }

at::Tensor retarder(double phase, double fast_axis) {
    return turned(matrix(1, 0, 0, complex<double>(std::cos(phase), std::sin(phase))), fast_axis);
}

at::Tensor linear_state(double angle) {
    return at::tensor({std::cos(angle), std::sin(angle)}, at::kDouble).to(at::kComplexDouble);
}

at::Tensor coherence_matrix(const at::Tensor& states) {
    const at::Tensor psi = states.to(at::kComplexDouble);
    return at::matmul(psi.t(), psi.conj()) / static_cast<double>(states.size(0));
}

double purity(const at::Tensor& coherence) {
    const double trace = at::real(coherence.trace()).item<double>(), norm = coherence.abs().norm().item<double>();
    return trace > 0 ? std::pow(norm / trace, 2) : 0;
}

double degree_of_polarisation(const at::Tensor& coherence) {
    // det J from tr ρ²: P² = 2 tr ρ² - 1.
    return std::sqrt(std::max(0., 2 * purity(coherence) - 1));
}

}  // namespace blackbody
