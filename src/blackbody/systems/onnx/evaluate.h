#pragma once
/// Plain evaluation of a graph, node by node: nothing folded, nothing fused, nothing written in place. The reference
/// that every faster implementation is held to, and the differentiable one: where a parameter or an input requires a
/// gradient, the outputs carry it.
#include <map>
#include <string>

#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

using NamedTensors = std::map<std::string, at::Tensor>;

/// Computes one element. Tensors on different devices are brought to the accelerator's (or the meta device's) first,
/// but for inputs that only say a shape, which stay on the host. Throws UnsupportedError (unknown operator),
/// Error(model) with the node's place and the shapes found.
Tensors compute(const Element& element, Tensors inputs);

/// Computes the elements that are `needed`, in order, and keeps all that they make in `values`.
void compute(const Circuit& circuit, const std::vector<bool>& needed, Tensors& values);

/// All outputs of a graph for named inputs. Throws Error(data) where an input is missing.
NamedTensors evaluate(const Graph& graph, const NamedTensors& inputs);

/// The same where some values are known beforehand (initializers, or what stands in for computed values), by value.
NamedTensors evaluate(const Circuit& circuit, Tensors known, const NamedTensors& inputs);

/// The elements that some values need, beyond those that are known.
std::vector<bool> needed_for(const Circuit& circuit, std::vector<int> values, const Tensors& known);

/// "float32 [1, 3, 224, 224]".
std::string shape_text(const at::Tensor& tensor);
std::string shape_text(at::IntArrayRef shape);

}  // namespace blackbody
