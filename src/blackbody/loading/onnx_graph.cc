#include "blackbody/loading/onnx_graph.h"

#include <ATen/ops/empty.h>

#include <set>

#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

using Opsets = std::map<std::string, std::int64_t>;
using Kind = OnnxAttribute::Kind;

Graph graph_of(const OnnxGraph& from, const Opsets& opsets);

/// Two to a byte, the lower half first, each in a byte of its own.
at::Tensor unpacked(const TensorView& view) {
    const bool is_signed = view.type == ElementType::int4;
    const at::Tensor bytes = at::empty(view.shape, at::TensorOptions(is_signed ? at::kChar : at::kByte));
    auto* out = static_cast<std::uint8_t*>(bytes.data_ptr());
    for (std::int64_t i = 0; i < bytes.numel(); ++i) {
        const auto pair = static_cast<std::uint8_t>(view.bytes[static_cast<std::size_t>(i / 2)]);
        const auto half = static_cast<std::uint8_t>(i % 2 ? pair >> 4 : pair & 15);
        out[i] = is_signed && half > 7 ? static_cast<std::uint8_t>(half | 0xf0) : half;
    }
    return bytes;
}

bool is_half_byte(ElementType type) { return type == ElementType::int4 || type == ElementType::uint4; }

at::Tensor tensor_of(const OnnxTensor& tensor) {
    return is_half_byte(tensor.view.type) ? unpacked(tensor.view) : blackbody::tensor_of(tensor.view, tensor.name);
}

/// Strings and types without numbers: what reads them cannot be computed, all else can.
bool holds_numbers(const OnnxTensor& tensor) {
    return tensor.view.type != ElementType::string && tensor.view.type != ElementType::other;
}

/// Attributes of a kind that no operator of ours reads (lists of tensors or of graphs) are left out.
void set_attribute(Attributes& attributes, const OnnxAttribute& a, const Opsets& opsets) {
    switch (a.kind) {
        case Kind::number:
            return attributes.set(a.name, static_cast<double>(a.number));
        case Kind::integer:
            return attributes.set(a.name, a.integer);
        case Kind::text:
            return attributes.set(a.name, a.text);
        case Kind::numbers:
            return attributes.set(a.name, std::vector<double>(a.numbers.begin(), a.numbers.end()));
        case Kind::integers:
            return attributes.set(a.name, a.integers);
        case Kind::texts:
            return attributes.set(a.name, a.texts);
        case Kind::graph:
            return attributes.set(a.name, std::make_shared<const Graph>(graph_of(*a.graphs.at(0), opsets)));
        case Kind::tensor:
            if (holds_numbers(a.tensors.at(0))) attributes.set(a.name, tensor_of(a.tensors.at(0)));
            return;
        default:
            return;
    }
}

Node node_of(const OnnxNode& from, std::size_t index, const Opsets& opsets) {
    Node node{.name = from.name, .op = from.op, .domain = from.domain, .inputs = from.inputs, .outputs = from.outputs};
    for (const std::string& output : node.outputs)
        if (node.name.empty()) node.name = output;
    if (node.name.empty()) node.name = node.op + "_" + std::to_string(index);
    const auto opset = opsets.find(node.domain);
    node.opset = opset == opsets.end() ? 0 : opset->second;
    for (const OnnxAttribute& a : from.attributes) set_attribute(node.attributes, a, opsets);
    return node;
}

Port port_of(const OnnxValue& value, bool is_input) {
    Port port{.name = value.name, .has_shape = value.has_shape};
    if (value.is_tensor && value.type != ElementType::other && value.type != ElementType::string) {
        port.type = scalar_type_of(value.type, value.name);
    } else if (is_input) {
        throw UnsupportedError(Complaint{.place = "input '" + value.name + "'",
                                         .expected = "a tensor of numbers",
                                         .found = value.is_tensor ? to_string(value.type) : "another kind of value"});
    }
    for (const OnnxDimension& d : value.shape) port.shape.push_back(d.size), port.symbols.push_back(d.symbol);
    return port;
}

Graph graph_of(const OnnxGraph& from, const Opsets& opsets) {
    Graph graph;
    std::set<std::string> stored;
    for (const OnnxTensor& tensor : from.initializers) {
        stored.insert(tensor.name);
        if (holds_numbers(tensor)) graph.initializers[tensor.name] = tensor_of(tensor);
        else
            graph.nodes.push_back({.name = tensor.name,
                                   .op = std::string("initializer of type ") + to_string(tensor.view.type),
                                   .domain = "",
                                   .outputs = {tensor.name}});
    }
    for (const OnnxValue& value : from.inputs)
        if (stored.count(value.name) == 0) graph.inputs.push_back(port_of(value, true));
    for (const OnnxValue& value : from.outputs) graph.outputs.push_back(port_of(value, false));
    for (std::size_t n = 0; n < from.nodes.size(); ++n) graph.nodes.push_back(node_of(from.nodes[n], n, opsets));
    return graph;
}

OnnxGraph onnx_graph_of(const Graph& graph, const std::string& name);

/// What an attribute holds, as the record's fields.
struct AttributeWriter {
    OnnxAttribute& to;
    void operator()(std::int64_t v) const { to.kind = Kind::integer, to.integer = v; }
    void operator()(double v) const { to.kind = Kind::number, to.number = static_cast<float>(v); }
    void operator()(const std::string& v) const { to.kind = Kind::text, to.text = v; }
    void operator()(const at::Tensor& v) const {
        to.kind = Kind::tensor, to.tensors = {OnnxTensor{"", view_of(v), {}}};
    }
    void operator()(const std::vector<std::int64_t>& v) const { to.kind = Kind::integers, to.integers = v; }
    void operator()(const std::vector<double>& v) const {
        to.kind = Kind::numbers, to.numbers.assign(v.begin(), v.end());
    }
    void operator()(const std::vector<std::string>& v) const { to.kind = Kind::texts, to.texts = v; }
    void operator()(const std::shared_ptr<const Graph>& v) const {
        to.kind = Kind::graph, to.graphs = {std::make_shared<const OnnxGraph>(onnx_graph_of(*v, to.name))};
    }
};

OnnxValue value_of(const Port& port) {
    OnnxValue value{.name = port.name, .type = element_type_of(port.type), .has_shape = port.has_shape};
    for (std::size_t d = 0; d < port.shape.size(); ++d)
        value.shape.push_back({port.shape[d], d < port.symbols.size() ? port.symbols[d] : ""});
    return value;
}

OnnxGraph onnx_graph_of(const Graph& graph, const std::string& name) {
    OnnxGraph to{.name = name};
    for (const Node& node : graph.nodes) {
        OnnxNode& record =
            to.nodes.emplace_back(OnnxNode{node.name, node.op, node.domain, node.inputs, node.outputs, {}});
        for (const auto& [key, value] : node.attributes.all()) {
            OnnxAttribute& attribute = record.attributes.emplace_back();
            attribute.name = key;
            std::visit(AttributeWriter{attribute}, value);
        }
    }
    for (const auto& [key, tensor] : graph.initializers)
        to.initializers.push_back(OnnxTensor{key, view_of(tensor), {}});
    for (const Port& port : graph.inputs) to.inputs.push_back(value_of(port));
    for (const Port& port : graph.outputs) to.outputs.push_back(value_of(port));
    return to;
}

}  // namespace

Graph graph_of(const OnnxModel& model) {
    try {
        Graph graph = graph_of(model.graph, model.opsets);
        graph.metadata = model.metadata;
        return graph;
    } catch (const UnsupportedError& error) {
        throw UnsupportedError(Complaint{.file = model.path, .place = error.what()});
    }
}

OnnxModel onnx_of(const Graph& graph, const std::string& name) {
    OnnxModel model{.ir_version = 8, .producer = "blackbody " BLACKBODY_VERSION};
    for (const Node& node : graph.nodes) model.opsets[node.domain] = std::max(model.opsets[node.domain], node.opset);
    if (model.opsets.empty()) model.opsets[""] = 17;
    model.graph = onnx_graph_of(graph, name);
    return model;
}

}  // namespace blackbody
