#pragma once
/// One record per operator: its text, the ATen call that computes it, and its traits, which are all that a pass over a
/// network knows of it. A new operator is one record in one new file under ops/ and nothing else changes; the page of
/// supported operators is printed from the records.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/systems/onnx/graph.h"
#include "blackbody/systems/onnx/traits.h"
#include "blackbody/util/registry.h"

namespace blackbody {

using Tensors = std::vector<at::Tensor>;

/// What an operator is asked to do. Inputs that are left out are undefined tensors.
struct Call {
    const Node& node;
    const Tensors& inputs;
    /// Input i, or an undefined tensor where it is left out.
    at::Tensor input(std::size_t i) const { return i < inputs.size() ? inputs[i] : at::Tensor(); }
    const Attributes& attributes() const { return node.attributes; }
    std::int64_t opset() const { return node.opset; }
};

struct OperatorInfo {
    std::string name;
    std::string domain = "";
    std::string versions;  ///< "1-28", "9-28": opsets whose definition is followed
    std::string shapes;    ///< in words, with the letters of docs/conventions.md: "[N, C, ...] -> same"
    std::string aten;      ///< "at::conv2d"
};

struct Operator {
    OperatorInfo info;
    /// Pure: inputs are never written. Shape-like inputs (Reshape's shape, ...) are CPU int64 tensors.
    /// Throws UnsupportedError (complaint about the node) or c10::Error (wrapped by the network with the node's name).
    Tensors (*run)(const Call&) = nullptr;
    Traits traits{};
};

/// The operator of that name and domain, or null.
const Operator* find_operator(const std::string& name, const std::string& domain);
std::vector<const Operator*> operators();

/// Of the operator that a node names; an unknown one's where there is none.
const Traits& traits_of(const Node& node);

/// "Conv", "com.microsoft.FusedConv".
std::string operator_name(const Node& node);

/// "node 'conv1' (Conv, opset 17)".
std::string place_of(const Node& node);

}  // namespace blackbody
