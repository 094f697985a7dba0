#include "blackbody/systems/network/rewrite.h"

#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

namespace blackbody {
namespace {

/// The value of a Constant node, or an undefined tensor where it holds no number.
at::Tensor constant_of(const Attributes& attributes) {
    if (attributes.has("value")) return attributes.tensor("value");
    if (attributes.has("value_float")) return at::scalar_tensor(attributes.number("value_float", 0), at::kFloat);
    if (attributes.has("value_int")) return at::scalar_tensor(attributes.integer("value_int", 0), at::kLong);
    if (attributes.has("value_floats"))
        return at::tensor(attributes.numbers("value_floats"), at::kDouble).to(at::kFloat);
    if (attributes.has("value_ints")) return at::tensor(attributes.integers("value_ints"), at::kLong);
    return {};
}

bool is_constant(const Node& node) { return node.op == "Constant" && node.domain.empty() && node.outputs.size() == 1; }

/// ONNX's numbers of the floating-point types: float, float16, double, bfloat16.
bool is_floating(std::int64_t onnx_type) {
    return onnx_type == 1 || onnx_type == 10 || onnx_type == 11 || onnx_type == 16;
}

/// A shape whose leading 1 became "copy the dimension of the input", where that can be said.
bool free_reshape(Node& node, Graph& graph) {
    const auto found = graph.initializers.find(node.inputs[1]);
    if (found == graph.initializers.end() || found->second.scalar_type() != at::kLong || found->second.numel() == 0)
        return false;
    const at::Tensor shape = found->second.clone();
    std::int64_t* sizes = shape.mutable_data_ptr<std::int64_t>();
    const bool has_zero = std::find(sizes, sizes + shape.numel(), 0) != sizes + shape.numel();
    if (sizes[0] != 1 || (has_zero && node.attributes.integer("allowzero", 0) != 0)) return false;
    sizes[0] = 0;
    node.attributes.set("allowzero", std::int64_t{0});
    node.inputs[1] = node.name + "/shape_of_any_batch";
    graph.initializers[node.inputs[1]] = shape;
    return true;
}

void free_port(Port& port) {
    if (port.shape.empty() || port.shape[0] != 1) return;
    port.shape[0] = -1;
    if (!port.symbols.empty()) port.symbols[0] = "N";
}

}  // namespace

void promote_constants(Graph& graph) {
    std::vector<Node> kept;
    for (Node& node : graph.nodes) {
        const at::Tensor value = is_constant(node) ? constant_of(node.attributes) : at::Tensor();
        if (value.defined()) graph.initializers.try_emplace(node.outputs[0], value);
        else kept.push_back(std::move(node));
    }
    graph.nodes = std::move(kept);
}

void compute_in(Graph& graph, at::ScalarType type) {
    const std::int64_t onnx_type = type == at::kDouble ? 11 : 1;
    for (auto& [name, tensor] : graph.initializers)
        if (tensor.is_floating_point()) tensor = tensor.to(type);
    for (auto* ports : {&graph.inputs, &graph.outputs})
        for (Port& port : *ports)
            if (at::isFloatingType(port.type)) port.type = type;
    for (Node& node : graph.nodes) {
        const auto attributes = node.attributes.all();
        for (const auto& [name, value] : attributes) {
            const auto* tensor = std::get_if<at::Tensor>(&value);
            if (tensor && tensor->is_floating_point()) node.attributes.set(name, tensor->to(type));
            const auto* number = std::get_if<std::int64_t>(&value);
            if (number && node.op == "Cast" && name == "to" && is_floating(*number))
                node.attributes.set(name, onnx_type);
        }
    }
}

bool free_batch(Graph& graph) {
    const auto fixed = [](const Port& port) { return !port.shape.empty() && port.shape[0] == 1; };
    if (!std::any_of(graph.inputs.begin(), graph.inputs.end(), fixed)) return false;
    for (auto* ports : {&graph.inputs, &graph.outputs})
        for (Port& port : *ports) free_port(port);
    for (Node& node : graph.nodes)
        if (node.op == "Reshape" && node.domain.empty() && node.inputs.size() == 2) free_reshape(node, graph);
    return true;
}

}  // namespace blackbody
