#pragma once
/// What a complex neuron does with the wave that reaches it: one record a kind, differentiable.
///
/// Shapes: z complex of any shape; `level` real, broadcast against z, read by those kinds that have a threshold.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace blackbody {

struct WaveActivation {
    std::string name;     ///< "modrelu"
    std::string formula;  ///< "relu(|z| + b) z/|z|"
    std::string reference;
    bool has_level = false;        ///< reads a threshold b, one a channel
    bool is_measurement = false;   ///< its result is real: a modulus, an intensity
    bool keeps_direction = false;  ///< commutes with a common phase of all waves: f(z e^{ia}) = f(z) e^{ia}
    at::Tensor (*apply)(const at::Tensor& z, const at::Tensor& level) = nullptr;
    /// The same of real planes [N, 2C, Y, X] or [N, 2C], level [C], in one pass; null where there is none.
    at::Tensor (*on_planes)(const at::Tensor& planes, const at::Tensor& level) = nullptr;
};

/// All kinds, by name.
std::vector<const WaveActivation*> wave_activations();

/// Throws Error(usage) with the known ones.
const WaveActivation& find_wave_activation(const std::string& name);

/// |z| whose gradient at 0 is 0.
at::Tensor modulus(const at::Tensor& z);

}  // namespace blackbody
