#pragma once
/// Small valid ONNX files that between them use everything the reader knows: seeds of the fuzzers, and of tests.
#include <cstring>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

#include "blackbody/formats/onnx/schema.h"

namespace blackbody::samples {

using protozero::pbf_writer;
namespace field = onnx::field;

inline OnnxTensor floats(const std::string& name, std::vector<std::int64_t> shape) {
    const auto count = static_cast<std::size_t>(*element_count(shape));
    const auto values = std::make_shared<std::vector<float>>(count);
    for (std::size_t i = 0; i < count; ++i) (*values)[i] = 0.01f * static_cast<float>(i % 17) + 0.01f;
    return {.name = name,
            .view = {ElementType::float32, std::move(shape), std::as_bytes(std::span(*values)), values},
            .strings = {}};
}

inline OnnxNode node(const std::string& op, std::vector<std::string> inputs, const std::string& output,
                     std::vector<OnnxAttribute> attributes = {}) {
    return {.name = op + "_" + output,
            .op = op,
            .domain = "",
            .inputs = std::move(inputs),
            .outputs = {output},
            .attributes = std::move(attributes)};
}

inline OnnxAttribute integers(const std::string& name, std::vector<std::int64_t> values) {
    return {.name = name,
            .kind = OnnxAttribute::Kind::integers,
            .text = {},
            .numbers = {},
            .integers = std::move(values),
            .texts = {},
            .tensors = {},
            .graphs = {}};
}

inline OnnxAttribute graph_attribute(const std::string& name, OnnxGraph graph) {
    return {.name = name,
            .kind = OnnxAttribute::Kind::graph,
            .text = {},
            .numbers = {},
            .integers = {},
            .texts = {},
            .tensors = {},
            .graphs = {std::make_shared<const OnnxGraph>(std::move(graph))}};
}

inline OnnxValue value(const std::string& name, std::vector<OnnxDimension> shape) {
    return {
        .name = name, .is_tensor = true, .type = ElementType::float32, .has_shape = true, .shape = std::move(shape)};
}

/// If with a branch that calls a function.
inline OnnxModel sample_with_graphs() {
    OnnxGraph branch{.name = "branch",
                     .nodes = {node("Half", {"x"}, "y")},
                     .initializers = {},
                     .inputs = {},
                     .outputs = {value("y", {{2, ""}})},
                     .values = {}};
    branch.nodes[0].domain = "local";
    OnnxModel model{.path = {},
                    .ir_version = 10,
                    .producer = "sample",
                    .opsets = {{"", 18}, {"local", 1}},
                    .metadata = {{"key", "value"}},
                    .graph = {}};
    model.graph.nodes = {
        node("If", {"c"}, "y", {graph_attribute("then_branch", branch), graph_attribute("else_branch", branch)})};
    model.graph.inputs = {
        value("x", {{2, ""}}),
        {.name = "c", .is_tensor = true, .type = ElementType::boolean, .has_shape = true, .shape = {}}};
    model.graph.outputs = {value("y", {{2, ""}})};
    OnnxFunction half{.name = "Half",
                      .domain = "local",
                      .inputs = {"a"},
                      .outputs = {"b"},
                      .defaults = {},
                      .nodes = {node("Mul", {"a", "h"}, "b")},
                      .opsets = {{"", 18}}};
    half.nodes.insert(half.nodes.begin(), node("Constant", {}, "h",
                                               {{.name = "value",
                                                 .kind = OnnxAttribute::Kind::tensor,
                                                 .text = {},
                                                 .numbers = {},
                                                 .integers = {},
                                                 .texts = {},
                                                 .tensors = {floats("", {1})},
                                                 .graphs = {}}}));
    model.functions = {half};
    return model;
}

/// A TensorProto written field by field, as the writer never does: elements in typed lists or elsewhere.
template <class Write>
std::string tensor_bytes(const std::string& name, std::int32_t type, std::vector<std::int64_t> dims, Write elements) {
    std::string bytes;
    pbf_writer out(bytes);
    out.add_packed_int64(field::tensor::dims, dims.begin(), dims.end());
    out.add_int32(field::tensor::data_type, type);
    out.add_string(field::tensor::name, name);
    elements(out);
    return bytes;
}

inline void add_entry(pbf_writer& out, const char* key, const char* text) {
    pbf_writer entry(out, field::tensor::external_data);
    entry.add_string(field::entry::key, key);
    entry.add_string(field::entry::value, text);
}

inline std::string model_of_tensors(const std::vector<std::string>& tensors) {
    std::string bytes;
    pbf_writer out(bytes);
    out.add_int64(field::model::ir_version, 4);
    pbf_writer graph(out, field::model::graph);
    for (const std::string& tensor : tensors) graph.add_message(field::graph::initializer, tensor);
    return bytes;
}

/// Conv, BatchNormalization, Relu, GlobalAveragePool, Flatten, Gemm on an image [N, 3, 8, 8].
inline OnnxModel sample_network() {
    OnnxModel model{
        .path = {}, .ir_version = 8, .producer = "sample", .opsets = {{"", 13}}, .metadata = {}, .graph = {}};
    OnnxGraph& g = model.graph;
    g.name = "sample";
    g.inputs = {value("image", {{-1, "N"}, {3, ""}, {8, ""}, {8, ""}})};
    g.outputs = {value("logits", {{-1, "N"}, {10, ""}})};
    g.nodes = {node("Conv", {"image", "w"}, "a", {integers("kernel_shape", {3, 3}), integers("pads", {1, 1, 1, 1})}),
               node("BatchNormalization", {"a", "s", "b", "m", "v"}, "n"),
               node("Relu", {"n"}, "r"),
               node("GlobalAveragePool", {"r"}, "p"),
               node("Flatten", {"p"}, "f"),
               node("Gemm", {"f", "u"}, "logits")};
    g.initializers = {floats("w", {4, 3, 3, 3}), floats("s", {4}), floats("b", {4}),
                      floats("m", {4}),          floats("v", {4}), floats("u", {4, 10})};
    return model;
}

/// TensorProto with raw, typed, text and external elements.
inline std::vector<std::string> sample_tensors() {
    const std::vector<float> f{1, 2, 3};
    const std::vector<double> d{1, 2, 3};
    const std::vector<std::int32_t> i{0x3c00, 1, 0};
    const std::vector<std::int64_t> l{-1, 2, 3};
    const std::vector<std::uint64_t> u{1, 2, 3};
    return {
        tensor_bytes("float", 1, {3},
                     [&](pbf_writer& out) { out.add_packed_float(field::tensor::float_data, f.begin(), f.end()); }),
        tensor_bytes("half", 10, {3},
                     [&](pbf_writer& out) { out.add_packed_int32(field::tensor::int32_data, i.begin(), i.end()); }),
        tensor_bytes("bool", 9, {3},
                     [&](pbf_writer& out) {
                         for (const std::int32_t x : i) out.add_int32(field::tensor::int32_data, x);
                     }),
        tensor_bytes("long", 7, {3},
                     [&](pbf_writer& out) { out.add_packed_int64(field::tensor::int64_data, l.begin(), l.end()); }),
        tensor_bytes("double", 11, {1, 3},
                     [&](pbf_writer& out) { out.add_packed_double(field::tensor::double_data, d.begin(), d.end()); }),
        tensor_bytes("unsigned", 12, {3},
                     [&](pbf_writer& out) { out.add_packed_uint64(field::tensor::uint64_data, u.begin(), u.end()); }),
        tensor_bytes("text", 8, {2},
                     [&](pbf_writer& out) {
                         out.add_bytes(field::tensor::string_data, "a"),
                             out.add_bytes(field::tensor::string_data, "<b>");
                     }),
        tensor_bytes("nibbles", 22, {3},
                     [&](pbf_writer& out) { out.add_bytes(field::tensor::raw_data, std::string("\x21\x03", 2)); }),
        tensor_bytes("raw", 2, {2, 2}, [&](pbf_writer& out) { out.add_bytes(field::tensor::raw_data, "abcd"); }),
        tensor_bytes("external", 1, {16}, [&](pbf_writer& out) {
            add_entry(out, "location", "weights.bin"), add_entry(out, "offset", "64"), add_entry(out, "length", "64");
            out.add_int32(field::tensor::data_location, 1);
        })};
}

/// That network; graphs in attributes and a function; tensors of every kind.
inline std::vector<std::string> sample_models() {
    return {to_onnx_bytes(sample_network()), to_onnx_bytes(sample_with_graphs()), model_of_tensors(sample_tensors())};
}

}  // namespace blackbody::samples
