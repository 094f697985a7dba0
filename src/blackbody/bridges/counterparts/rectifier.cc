/// Relu: a detector behind a wave, a neuron that is excited, or one that looks at the phase.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/real.h>
#include <ATen/ops/square.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/bridges/counterpart.h"

namespace blackbody {
namespace {

at::Tensor as_wave(const at::Tensor& real) { return at::complex(real, at::zeros_like(real)); }

at::Tensor modulus(const at::Tensor& psi, const Element&, const Tensors&) { return as_wave(psi.abs()); }

at::Tensor intensity(const at::Tensor& psi, const Element&, const Tensors&) {
    return as_wave(at::square(at::real(psi)) + at::square(at::imag(psi)));
}

at::Tensor cardioid(const at::Tensor& psi, const Element&, const Tensors&) {
    const at::Tensor r = psi.abs(), share = at::where(r > 0, (1 + at::real(psi) / at::where(r > 0, r, 1)) / 2, 0);
    return at::complex((at::real(psi) * share).contiguous(), (at::imag(psi) * share).contiguous());
}

const Counterpart record_of_modulus{.op = "Relu",
                                    .part = "rectifier",
                                    .name = "modulus",
                                    .formula = "|ψ|",
                                    .reading = "detection of the amplitude: the sign is gone, too",
                                    .order = 1,
                                    .apply = modulus};
const Registered<Counterpart> modulus_entry{record_of_modulus};

const Counterpart record_of_intensity{.op = "Relu",
                                      .part = "rectifier",
                                      .name = "intensity",
                                      .formula = "|ψ|²",
                                      .reading = "detection of the number of quasi-particles",
                                      .order = 2,
                                      .apply = intensity};
const Registered<Counterpart> intensity_entry{record_of_intensity};

const Counterpart record_of_cardioid{
    .op = "Relu",
    .part = "rectifier",
    .name = "cardioid",
    .formula = "(1 + cos arg ψ) ψ / 2",
    .reading = "an excitation that looks at the phase; on real waves it is the rectifier",
    .order = 3,
    .apply = cardioid};
const Registered<Counterpart> cardioid_entry{record_of_cardioid};

}  // namespace
}  // namespace blackbody
