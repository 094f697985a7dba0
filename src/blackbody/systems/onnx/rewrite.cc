#include "blackbody/systems/onnx/rewrite.h"

#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "blackbody/systems/onnx/operator.h"

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

bool is_constant(const Node& node) { return traits_of(node).formula == Formula::constant && node.outputs.size() == 1; }

/// ONNX's numbers of the floating-point types: float, float16, double, bfloat16.
bool is_floating(std::int64_t onnx_type) {
    return onnx_type == 1 || onnx_type == 10 || onnx_type == 11 || onnx_type == 16;
}

/// A shape whose leading batch became "find it" (-1), or "copy the dimension of the input" (0) where another dimension
/// is to be found already.
bool free_reshape(Node& node, Graph& graph, std::int64_t batch) {
    const auto found = graph.initializers.find(node.inputs[1]);
    if (found == graph.initializers.end() || found->second.scalar_type() != at::kLong || found->second.numel() == 0)
        return false;
    const at::Tensor shape = found->second.contiguous().clone();
    std::int64_t* sizes = shape.mutable_data_ptr<std::int64_t>();
    const std::int64_t* end = sizes + shape.numel();
    const bool has_zero = std::find(sizes, sizes + shape.numel(), 0) != end;
    const bool finds = std::find(sizes, sizes + shape.numel(), -1) != end;
    const auto setting = node.attributes.all().find("allowzero");
    const auto* allows = setting == node.attributes.all().end() ? nullptr : std::get_if<std::int64_t>(&setting->second);
    const bool zero_is_size = allows != nullptr && *allows != 0;
    if (sizes[0] != batch || (has_zero && zero_is_size)) return false;
    sizes[0] = finds ? 0 : -1;
    if (finds) node.attributes.set("allowzero", std::int64_t{0});
    node.inputs[1] = node.name + "/shape_of_any_batch";
    graph.initializers[node.inputs[1]] = shape;
    return true;
}

void free_port(Port& port, std::int64_t batch) {
    if (!port.per_sample || port.shape.empty() || port.shape[0] != batch) return;
    port.shape[0] = -1;
    if (!port.symbols.empty()) port.symbols[0] = "N";
}

/// The first dimension of the input that data is fed to: of floating-point type and two axes at least, else the input
/// with the most axes; -1 = free, 0 = no input has one. A lone fixed axis is a sample's own, and none of samples.
std::int64_t first_dimension(const Graph& graph) {
    const Port* chosen = nullptr;
    for (const Port& port : graph.inputs) {
        if (port.has_shape && port.shape.empty()) continue;
        const bool like_data = at::isFloatingType(port.type) && (!port.has_shape || port.shape.size() > 1);
        if (like_data) return port.has_shape ? port.shape[0] : -1;
        if (chosen == nullptr || chosen->shape.size() < port.shape.size()) chosen = &port;
    }
    if (chosen == nullptr) return 0;
    if (!chosen->has_shape) return -1;
    const bool lone = chosen->shape.size() == 1 && at::isFloatingType(chosen->type) && chosen->shape[0] > 1;
    return lone ? 0 : chosen->shape[0];
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
        const bool casts = traits_of(node).formula == Formula::cast;
        for (const auto& [name, value] : attributes) {
            const auto* tensor = std::get_if<at::Tensor>(&value);
            if (tensor && tensor->is_floating_point()) node.attributes.set(name, tensor->to(type));
            const auto* number = std::get_if<std::int64_t>(&value);
            if (number && casts && name == "to" && is_floating(*number)) node.attributes.set(name, onnx_type);
        }
    }
}

void mark_inputs(Graph& graph) {
    const std::int64_t batch = first_dimension(graph);
    for (Port& port : graph.inputs) {
        if (!port.has_shape) continue;
        const bool fixed = !port.shape.empty() && port.shape[0] >= 0;
        const bool row_of_one = port.shape.size() > 1 && port.shape[0] == 1 && batch <= 1;  // that may be any batch
        port.per_sample = !port.shape.empty() && (!fixed || port.shape[0] == batch || row_of_one);
    }
}

std::int64_t fixed_batch(const Graph& graph) { return std::max<std::int64_t>(first_dimension(graph), 0); }

bool free_batch(Graph& graph) {
    const std::int64_t batch = fixed_batch(graph);
    const auto fixed = [](const Port& port) { return port.per_sample && !port.shape.empty() && port.shape[0] > 0; };
    if (!std::any_of(graph.inputs.begin(), graph.inputs.end(), fixed)) return false;
    for (auto* ports : {&graph.inputs, &graph.outputs})
        for (Port& port : *ports) free_port(port, 1), free_port(port, batch);
    for (Node& node : graph.nodes)
        if (traits_of(node).formula == Formula::reshaped && node.inputs.size() == 2)
            free_reshape(node, graph, std::max<std::int64_t>(batch, 1));
    return true;
}

}  // namespace blackbody
