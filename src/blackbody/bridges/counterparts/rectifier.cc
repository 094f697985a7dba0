/// Relu: a detector behind a wave, a neuron that is excited, or one that looks at the phase.
#include <ATen/ops/complex.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/bridges/counterpart.h"
#include "blackbody/systems/layered/activations.h"

namespace blackbody {
namespace {

/// The excitation of that name of the wave system.
at::Tensor excited(const char* name, const at::Tensor& psi) {
    const at::Tensor made = find_wave_activation(name).apply(psi, {});
    return made.is_complex() ? made : at::complex(made, at::zeros_like(made));
}

at::Tensor modulus(const at::Tensor& psi, const Element&, const Tensors&) { return excited("modulus", psi); }
at::Tensor intensity(const at::Tensor& psi, const Element&, const Tensors&) { return excited("intensity", psi); }
at::Tensor cardioid(const at::Tensor& psi, const Element&, const Tensors&) { return excited("cardioid", psi); }

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
