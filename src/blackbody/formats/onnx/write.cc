// The writer: the same records as protobuf, field by field in the order of onnx.proto.
#include <protozero/pbf_writer.hpp>

#include "blackbody/formats/onnx/schema.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

using onnx::data_type;
using protozero::pbf_writer;
namespace field = onnx::field;

void write_graph(pbf_writer out, const OnnxGraph& graph);

void write_entry(pbf_writer out, const std::string& key, const std::string& value) {
    out.add_string(field::entry::key, key);
    out.add_string(field::entry::value, value);
}

void write_tensor(pbf_writer out, const OnnxTensor& tensor) {
    const TensorView& view = tensor.view;
    out.add_packed_int64(field::tensor::dims, view.shape.begin(), view.shape.end());
    out.add_int32(field::tensor::data_type, static_cast<std::int32_t>(data_type(view.type)));
    for (const std::string& text : tensor.strings) out.add_bytes(field::tensor::string_data, text);
    if (!tensor.name.empty()) out.add_string(field::tensor::name, tensor.name);
    if (view.type != ElementType::string)
        out.add_bytes(field::tensor::raw_data, reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size());
}

void write_value_of(pbf_writer& out, const OnnxAttribute& a) {
    namespace f = field::attribute;
    using K = OnnxAttribute::Kind;
    switch (a.kind) {
        case K::number:
            return out.add_float(f::f, a.number);
        case K::integer:
            return out.add_int64(f::i, a.integer);
        case K::text:
            return out.add_bytes(f::s, a.text);
        case K::numbers:
            return out.add_packed_float(f::floats, a.numbers.begin(), a.numbers.end());
        case K::integers:
            return out.add_packed_int64(f::ints, a.integers.begin(), a.integers.end());
        case K::tensor:
            return write_tensor(pbf_writer(out, f::t), a.tensors.at(0));
        case K::graph:
            return write_graph(pbf_writer(out, f::g), *a.graphs.at(0));
        case K::texts:
            for (const std::string& text : a.texts) out.add_bytes(f::strings, text);
            return;
        case K::tensors:
            for (const OnnxTensor& tensor : a.tensors) write_tensor(pbf_writer(out, f::tensors), tensor);
            return;
        case K::graphs:
            for (const auto& graph : a.graphs) write_graph(pbf_writer(out, f::graphs), *graph);
            return;
        case K::other:
            return;
    }
}

void write_attribute(pbf_writer out, const OnnxAttribute& a) {
    out.add_string(field::attribute::name, a.name);
    write_value_of(out, a);
    out.add_int32(field::attribute::type, static_cast<std::int32_t>(onnx::attribute_type(a.kind)));
    if (!a.reference.empty()) out.add_string(field::attribute::ref_attr_name, a.reference);
}

void write_node(pbf_writer out, const OnnxNode& node) {
    for (const std::string& name : node.inputs) out.add_string(field::node::input, name);
    for (const std::string& name : node.outputs) out.add_string(field::node::output, name);
    if (!node.name.empty()) out.add_string(field::node::name, node.name);
    out.add_string(field::node::op_type, node.op);
    for (const OnnxAttribute& a : node.attributes) write_attribute(pbf_writer(out, field::node::attribute), a);
    if (!node.domain.empty()) out.add_string(field::node::domain, node.domain);
    for (const auto& [key, value] : node.metadata) write_entry(pbf_writer(out, field::node::metadata), key, value);
}

void write_shape(pbf_writer out, const std::vector<OnnxDimension>& shape) {
    for (const OnnxDimension& dimension : shape) {
        pbf_writer dim(out, field::shape::dim);
        if (dimension.size >= 0) dim.add_int64(field::dim::value, dimension.size);
        else dim.add_string(field::dim::param, dimension.symbol);  // "" too: the writer takes empty messages back
    }
}

void write_value(pbf_writer out, const OnnxValue& value) {
    out.add_string(field::value_info::name, value.name);
    if (!value.is_tensor) return;
    pbf_writer type(out, field::value_info::type);
    pbf_writer tensor(type, field::type::tensor_type);
    tensor.add_int32(field::tensor_type::elem_type, static_cast<std::int32_t>(data_type(value.type)));
    if (value.has_shape) write_shape(pbf_writer(tensor, field::tensor_type::shape), value.shape);
}

void write_graph(pbf_writer out, const OnnxGraph& graph) {
    for (const OnnxNode& node : graph.nodes) write_node(pbf_writer(out, field::graph::node), node);
    out.add_string(field::graph::name, graph.name.empty() ? "graph" : graph.name);
    for (const OnnxTensor& tensor : graph.initializers)
        write_tensor(pbf_writer(out, field::graph::initializer), tensor);
    for (const OnnxValue& value : graph.inputs) write_value(pbf_writer(out, field::graph::input), value);
    for (const OnnxValue& value : graph.outputs) write_value(pbf_writer(out, field::graph::output), value);
    for (const OnnxValue& value : graph.values) write_value(pbf_writer(out, field::graph::value_info), value);
}

void write_opsets(pbf_writer& out, std::uint32_t tag, const std::map<std::string, std::int64_t>& opsets) {
    for (const auto& [domain, version] : opsets) {
        pbf_writer opset(out, tag);
        opset.add_string(field::opset::domain, domain);
        opset.add_int64(field::opset::version, version);
    }
}

void write_function(pbf_writer out, const OnnxFunction& function) {
    out.add_string(field::function::name, function.name);
    for (const std::string& name : function.inputs) out.add_string(field::function::input, name);
    for (const std::string& name : function.outputs) out.add_string(field::function::output, name);
    for (const OnnxNode& node : function.nodes) write_node(pbf_writer(out, field::function::node), node);
    write_opsets(out, field::function::opset_import, function.opsets);
    out.add_string(field::function::domain, function.domain);
    for (const OnnxAttribute& a : function.defaults)
        write_attribute(pbf_writer(out, field::function::attribute_proto), a);
}

}  // namespace

std::string to_onnx_bytes(const OnnxModel& model) {
    std::string bytes;
    pbf_writer out(bytes);
    out.add_int64(field::model::ir_version, model.ir_version);
    out.add_string(field::model::producer_name, model.producer);
    write_graph(pbf_writer(out, field::model::graph), model.graph);
    write_opsets(out, field::model::opset_import, model.opsets);
    for (const auto& [key, value] : model.metadata) write_entry(pbf_writer(out, field::model::metadata), key, value);
    for (const OnnxFunction& function : model.functions)
        write_function(pbf_writer(out, field::model::functions), function);
    return bytes;
}

void write_onnx(const std::string& path, const OnnxModel& model) {
    const std::string bytes = to_onnx_bytes(model);
    write_file(path, [&](std::ostream& out) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); });
}

}  // namespace blackbody
