// ModelProto, GraphProto, NodeProto and the small messages within them.
#include <filesystem>

#include "blackbody/formats/onnx/reader.h"
#include "blackbody/formats/onnx/schema.h"
#include "blackbody/util/errors.h"

namespace blackbody::onnx {

void Context::refuse(const std::string& place, const std::string& expected, const std::string& found,
                     const std::string& advice) const {
    throw FormatError({.file = path, .place = place, .expected = expected, .found = found, .advice = advice});
}

void Context::count_record() {
    if (++records > max_records)
        refuse("", "at most " + std::to_string(max_records) + " nodes, tensors, attributes and values", "more");
}

namespace {

/// "ai.onnx" and "" are two names of the default domain.
std::string domain_name(const std::string& name) { return name == "ai.onnx" ? "" : name; }

std::pair<std::string, std::string> read_entry(Message message) {
    std::pair<std::string, std::string> entry;
    while (message.next()) switch (message.field()) {
            case field::entry::key:
                entry.first = message.text();
                break;
            case field::entry::value:
                entry.second = message.text();
                break;
            default:
                message.skip();
        }
    return entry;
}

OnnxNode read_node(Message message, Context& context, std::size_t index) {
    context.count_record();
    context.place = "node " + std::to_string(index);
    const std::string place = context.place;
    OnnxNode node;
    while (message.next()) switch (message.field()) {
            case field::node::input:
                node.inputs.push_back(message.text());
                break;
            case field::node::output:
                node.outputs.push_back(message.text());
                break;
            case field::node::name:
                node.name = message.text();
                break;
            case field::node::op_type:
                node.op = message.text();
                break;
            case field::node::domain:
                node.domain = domain_name(message.text());
                break;
            case field::node::attribute:
                node.attributes.push_back(read_attribute(message.message(), context, place));
                break;
            case field::node::metadata:
                node.metadata.insert(read_entry(message.message()));
                break;
            default:
                message.skip();
        }
    if (node.op.empty()) context.refuse(place, "an operator", "a node without one");
    return node;
}

/// Sparse initializers are refused by name.
[[noreturn]] void refuse_sparse(Message message, const Context& context) {
    std::string name;
    while (message.next()) {
        if (message.field() != field::sparse::values) {
            message.skip();
            continue;
        }
        Message values = message.message();
        while (values.next()) {
            if (values.field() == field::tensor::name) name = values.text();
            else values.skip();
        }
    }
    throw UnsupportedError({.file = context.path,
                            .place = "initializer '" + name + "'",
                            .expected = "a dense tensor",
                            .found = "a sparse one",
                            .advice = "export the model with dense weights"});
}

void read_opset(Message message, std::map<std::string, std::int64_t>& opsets) {
    std::string domain;
    std::int64_t version = 0;
    while (message.next()) switch (message.field()) {
            case field::opset::domain:
                domain = domain_name(message.text());
                break;
            case field::opset::version:
                version = message.integer();
                break;
            default:
                message.skip();
        }
    opsets[domain] = version;
}

OnnxFunction read_function(Message message, Context& context) {
    context.count_record();
    OnnxFunction function;
    while (message.next()) switch (message.field()) {
            case field::function::name:
                function.name = message.text();
                break;
            case field::function::domain:
                function.domain = domain_name(message.text());
                break;
            case field::function::input:
                function.inputs.push_back(message.text());
                break;
            case field::function::output:
                function.outputs.push_back(message.text());
                break;
            case field::function::node:
                function.nodes.push_back(read_node(message.message(), context, function.nodes.size()));
                break;
            case field::function::opset_import:
                read_opset(message.message(), function.opsets);
                break;
            case field::function::attribute_proto:
                function.defaults.push_back(
                    read_attribute(message.message(), context, "function '" + function.name + "'"));
                break;
            default:
                message.skip();
        }
    return function;
}

OnnxModel read_model(Message message, Context& context) {
    OnnxModel model;
    model.path = context.path;
    std::string version;
    bool has_graph = false;
    while (message.next()) {
        context.place = "model";
        switch (message.field()) {
            case field::model::ir_version:
                model.ir_version = message.integer();
                break;
            case field::model::producer_name:
                model.producer = message.text();
                break;
            case field::model::producer_version:
                version = message.text();
                break;
            case field::model::opset_import:
                read_opset(message.message(), model.opsets);
                break;
            case field::model::metadata:
                model.metadata.insert(read_entry(message.message()));
                break;
            case field::model::functions:
                model.functions.push_back(read_function(message.message(), context));
                break;
            case field::model::graph:
                model.graph = read_graph(message.message(), context), has_graph = true;
                break;
            default:
                message.skip();
        }
    }
    if (!has_graph) context.refuse("model", "an ONNX graph", "none", "is the file ONNX?");
    if (!version.empty()) model.producer += " " + version;
    if (model.opsets.empty()) model.opsets[""] = 1;  // IR 2 and older name none
    return model;
}

}  // namespace

OnnxGraph read_graph(Message message, Context& context) {
    context.count_record();
    if (++context.depth > max_depth)
        context.refuse(context.place, "graphs nested at most " + std::to_string(max_depth) + " deep", "deeper");
    OnnxGraph graph;
    while (message.next()) switch (message.field()) {
            case field::graph::name:
                graph.name = message.text();
                break;
            case field::graph::node:
                graph.nodes.push_back(read_node(message.message(), context, graph.nodes.size()));
                break;
            case field::graph::initializer:
                graph.initializers.push_back(read_tensor(message.message(), context, "initializer"));
                break;
            case field::graph::sparse_initializer:
                refuse_sparse(message.message(), context);
            case field::graph::input:
                graph.inputs.push_back(read_value(message.message(), context));
                break;
            case field::graph::output:
                graph.outputs.push_back(read_value(message.message(), context));
                break;
            case field::graph::value_info:
                graph.values.push_back(read_value(message.message(), context));
                break;
            default:
                message.skip();
        }
    --context.depth;
    return graph;
}

}  // namespace blackbody::onnx

namespace blackbody {
namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

}  // namespace

OnnxModel parse_onnx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& folder,
                     const std::string& path) {
    onnx::Context context{.path = path, .folder = folder, .owner = std::move(owner)};
    return onnx::with_complaints(context, [&] {
        OnnxModel model = onnx::read_model(onnx::Message(text_of(bytes)), context);
        onnx::inline_functions(model, context);
        return model;
    });
}

OnnxModel read_onnx(const std::string& path) {
    const auto file = MappedFile::open(path);
    return parse_onnx(file->bytes(), file, folder_of(path), path);
}

OnnxTensor parse_onnx_tensor(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                             const std::string& folder, const std::string& path) {
    onnx::Context context{.path = path, .folder = folder, .owner = std::move(owner), .place = "tensor"};
    return onnx::with_complaints(context,
                                 [&] { return onnx::read_tensor(onnx::Message(text_of(bytes)), context, "tensor"); });
}

OnnxTensor read_onnx_tensor(const std::string& path) {
    const auto file = MappedFile::open(path);
    return parse_onnx_tensor(file->bytes(), file, folder_of(path), path);
}

}  // namespace blackbody
