#include "blackbody/systems/layered/activations.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/real.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/where.h>

#include "blackbody/systems/layered/fused.h"
#include "blackbody/util/find_record.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

at::Tensor squared_modulus(const at::Tensor& z) {
    const at::Tensor re = at::real(z), im = at::imag(z);
    return re * re + im * im;
}

/// z with its modulus multiplied by a real factor.
at::Tensor scaled(const at::Tensor& z, const at::Tensor& factor) {
    return at::complex(at::real(z) * factor, at::imag(z) * factor);
}

at::Tensor crelu(const at::Tensor& z, const at::Tensor&) {
    return at::complex(at::relu(at::real(z)), at::relu(at::imag(z)));
}

at::Tensor modrelu(const at::Tensor& z, const at::Tensor& level) {
    const at::Tensor r = modulus(z), safe = at::where(r > 0, r, 1);
    return scaled(z, at::relu(r + level) / safe);
}

at::Tensor cardioid(const at::Tensor& z, const at::Tensor&) {
    const at::Tensor r = modulus(z), safe = at::where(r > 0, r, 1);
    return scaled(z, (1 + at::real(z) / safe) / 2);
}

/// A Kerr medium: the phase turns with the intensity, the modulus stays.
at::Tensor phase_only(const at::Tensor& z, const at::Tensor&) {
    const at::Tensor angle = squared_modulus(z);
    return z * at::complex(angle.cos(), angle.sin());
}

at::Tensor take_modulus(const at::Tensor& z, const at::Tensor&) { return modulus(z); }
at::Tensor take_intensity(const at::Tensor& z, const at::Tensor&) { return squared_modulus(z); }

const WaveActivation kinds[] = {
    {.name = "crelu",
     .formula = "relu(Re z) + i relu(Im z)",
     .reference = "Trabelsi et al., Deep complex networks (ICLR 2018)",
     .apply = crelu},
    {.name = "modrelu",
     .formula = "relu(|z| + b) z/|z|",
     .reference = "Arjovsky, Shah, Bengio, Unitary evolution recurrent neural networks (ICML 2016)",
     .has_level = true,
     .keeps_direction = true,
     .apply = modrelu,
     .on_planes = modrelu_planes},
    {.name = "cardioid",
     .formula = "(1 + cos arg z) z / 2",
     .reference = "Virtue, Yu, Lustig, Better than real: complex-valued neural nets (ICIP 2017)",
     .apply = cardioid,
     .on_planes = cardioid_planes},
    {.name = "phase",
     .formula = "z exp(i |z|²)",
     .reference = "a Kerr medium: self-phase modulation",
     .keeps_direction = true,
     .apply = phase_only},
    {.name = "modulus",
     .formula = "|z|",
     .reference = "detection of an amplitude",
     .is_measurement = true,
     .apply = take_modulus},
    {.name = "intensity",
     .formula = "|z|²",
     .reference = "the rule of M. Born, Z. Phys. 37, 863 (1926)",
     .is_measurement = true,
     .apply = take_intensity}};

const std::vector<Registered<WaveActivation>> entries(std::begin(kinds), std::end(kinds));

}  // namespace

at::Tensor modulus(const at::Tensor& z) {
    const at::Tensor square = squared_modulus(z), is_zero = square == 0;
    return at::where(is_zero, 0, at::where(is_zero, 1, square).sqrt());
}

std::vector<const WaveActivation*> wave_activations() {
    return registered<WaveActivation>([](const WaveActivation& a) { return a.name; });
}

const WaveActivation& find_wave_activation(const std::string& name) {
    return record_named(name, wave_activations(), "excitation");
}

}  // namespace blackbody
