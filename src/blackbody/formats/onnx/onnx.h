#pragma once
/// ONNX as plain records: what the protobuf messages of onnx.proto say, checked, with tensors as views into the mapped
/// file. IR 3 to today's; nothing is judged by version numbers alone. No LibTorch, no physics.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {

struct OnnxGraph;

struct OnnxTensor {
    std::string name;
    TensorView view;
    std::vector<std::string> strings;  ///< where view.type is string
};

/// AttributeProto. `kind` says which field holds the value.
struct OnnxAttribute {
    enum class Kind { number, integer, text, tensor, graph, numbers, integers, texts, tensors, graphs, other };
    std::string name;
    Kind kind = Kind::other;
    float number = 0;
    std::int64_t integer = 0;
    std::string text;
    std::vector<float> numbers;
    std::vector<std::int64_t> integers;
    std::vector<std::string> texts;
    std::vector<OnnxTensor> tensors;                       ///< kind tensor: exactly one
    std::vector<std::shared_ptr<const OnnxGraph>> graphs;  ///< kind graph: exactly one
    std::string reference{};  ///< inside a function: name of the function's attribute whose value stands here
};

struct OnnxNode {
    std::string name, op, domain;              ///< domain "" is the default one ("ai.onnx" is written as "")
    std::vector<std::string> inputs, outputs;  ///< "" where an optional one is left out
    std::vector<OnnxAttribute> attributes;
    std::map<std::string, std::string> metadata{};  ///< metadata_props
};

/// ValueInfoProto of a tensor. A dimension is a size, or a symbol ("N"), or unknown (-1 and "").
struct OnnxDimension {
    std::int64_t size = -1;
    std::string symbol;
};

struct OnnxValue {
    std::string name;
    bool is_tensor = true;  ///< false: sequence, map, optional, ...
    ElementType type = ElementType::other;
    bool has_shape = false;
    std::vector<OnnxDimension> shape;
};

struct OnnxGraph {
    std::string name;
    std::vector<OnnxNode> nodes;
    std::vector<OnnxTensor> initializers;
    std::vector<OnnxValue> inputs, outputs, values;
};

/// FunctionProto: a node whose op and domain are a function's stands for its nodes.
struct OnnxFunction {
    std::string name, domain;
    std::vector<std::string> inputs, outputs;
    std::vector<OnnxAttribute> defaults;  ///< of attributes that the caller may leave out
    std::vector<OnnxNode> nodes;
    std::map<std::string, std::int64_t> opsets;
};

struct OnnxModel {
    std::string path;
    std::int64_t ir_version = 0;
    std::string producer;                        ///< producer_name and producer_version
    std::map<std::string, std::int64_t> opsets;  ///< domain ("" = default) -> version
    std::map<std::string, std::string> metadata;
    OnnxGraph graph;
    std::vector<OnnxFunction> functions{};  ///< calls of them are replaced by their nodes when a file is read
};

/// Reads a model; external data must lie inside the model's folder.
/// Throws FormatError (bytes), Error(usage) (missing file). Bounds, nesting depth and sizes are checked first.
OnnxModel read_onnx(const std::string& path);

/// The same from bytes, for fuzzing and tests; `folder` "" refuses external data. `owner` keeps `bytes` alive.
OnnxModel parse_onnx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& folder,
                     const std::string& path = "(bytes)");

/// A file that holds one TensorProto (conformance data).
OnnxTensor read_onnx_tensor(const std::string& path);
OnnxTensor parse_onnx_tensor(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                             const std::string& folder, const std::string& path = "(bytes)");

/// The bytes of an ONNX file; what no reader knows here (documentation, quantisation notes) is not among them.
std::string to_onnx_bytes(const OnnxModel& model);

/// Writes atomically (util/file.h). Tensors go into raw_data. Throws Error(output).
void write_onnx(const std::string& path, const OnnxModel& model);

}  // namespace blackbody
