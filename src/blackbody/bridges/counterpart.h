#pragma once
/// What an operator of a real network becomes where its states are waves: one record a counterpart.
///
/// Linear maps need none: of a wave ψ = a + ib they give f(a) + i (f(b) - f(0)). What a network does beyond them
/// (rectifiers, pooling of the largest, normalisation) is read by the papers as a measurement; a record here is one
/// reading of it, and how far it is from what the network does is measured, not asserted.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/systems/onnx/circuit.h"
#include "blackbody/util/registry.h"

namespace blackbody {

struct Counterpart {
    std::string op;       ///< "Relu"
    std::string part;     ///< "rectifier", "pooling", "normalisation"
    std::string name;     ///< "modulus"
    std::string formula;  ///< "|ψ|"
    std::string reading;  ///< what the papers would say of it
    int order = 0;        ///< of an operator's counterparts the first is taken where nobody chose
    /// ψ: the operator's first input, complex; `inputs`: all of them as the network has them.
    at::Tensor (*apply)(const at::Tensor& psi, const Element& element, const Tensors& inputs) = nullptr;
};

/// Those of an operator, the usual one first; empty where there are none.
std::vector<const Counterpart*> counterparts_of(const std::string& op);

/// All of them, by operator and order.
std::vector<const Counterpart*> counterparts();

/// Whether an operator is a linear map of its states plus a constant, so that it acts on waves as it stands.
bool is_affine(const Element& element, const std::vector<bool>& is_constant);

/// f(a) + i (f(b) - f(0)) of an affine operator; states complex, constants as they are. Output 0.
at::Tensor on_wave(const Element& element, const Tensors& inputs, const std::vector<bool>& is_constant);

}  // namespace blackbody
