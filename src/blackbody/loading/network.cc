#include "blackbody/loading/network.h"
#include "blackbody/loading/open.h"
#include "blackbody/util/registry.h"

#include <filesystem>

#include "blackbody/loading/file_card.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/systems/onnx/card.h"
#include "blackbody/systems/onnx/rewrite.h"

namespace blackbody {
namespace {

Card card_of(const OnnxModel& model, const MappedFile& file) {
    Card card = card_of_file(file);
    card.producer = model.producer;
    card.format = "ONNX, IR " + std::to_string(model.ir_version);
    for (const auto& [domain, version] : model.opsets)
        card.format += ", opset " + (domain.empty() ? "" : domain + " ") + std::to_string(version);
    return card;
}

/// Sizes as stored, and half precision widened: arithmetic is float32 throughout.
void widen(Graph& graph, Card& card) {
    std::int64_t halves = 0, others = 0;
    at::ScalarType half = at::kHalf;
    for (const auto& [name, tensor] : graph.initializers) {
        if (!is_parameter(tensor)) continue;
        card.parameter_bytes += static_cast<std::int64_t>(tensor.nbytes());
        const bool is_half = tensor.scalar_type() == at::kHalf || tensor.scalar_type() == at::kBFloat16;
        (is_half ? halves : others) += tensor.numel();
        if (is_half) half = tensor.scalar_type();
    }
    if (halves == 0) return;
    const std::string name = half == at::kHalf ? "float16" : "bfloat16";
    if (halves > others) card.dtype = name;
    card.notes.push_back(name + " weights are computed in float32");
    compute_in(graph, at::kFloat);
}

/// An ONNX file. What cannot be read as one is named where it is known.
OnnxModel read(const ModelFile& file) {
    const std::string folder = std::filesystem::path(file.path).parent_path().string();
    try {
        OnnxModel model = parse_onnx(file.bytes->bytes(), file.bytes, folder.empty() ? "." : folder, file.path);
        const OnnxGraph& graph = model.graph;
        if (!graph.nodes.empty() || !graph.initializers.empty() || !graph.inputs.empty()) return model;
        throw Error(ErrorKind::model, Complaint{.file = file.path,
                                                .expected = "an ONNX file",
                                                .found = "a protobuf without a graph",
                                                .advice = "is the file whole, and is it ONNX?"});
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::model) throw;
        refuse_unreadable(file, error);
    }
}

}  // namespace

std::unique_ptr<Network> network_of(const ModelFile& file, const NetworkOptions& options) {
    const std::string& path = file.path;
    const OnnxModel model = read(file);
    Card card = card_of(model, *file.bytes);
    try {
        Graph graph = graph_of(model);
        promote_constants(graph);
        widen(graph, card);
        return std::make_unique<Network>(std::move(graph), std::move(card), options);
    } catch (const Error& error) {
        if (error.file() == path) throw;
        throw Error(error.kind(), Complaint{.file = path, .place = error.what()});
    }
}

std::unique_ptr<Network> load_network(const std::string& path, const NetworkOptions& options) {
    const ModelFile file = ModelFile::open(path);
    if (!file.arrays) return network_of(file, options);
    throw Error(ErrorKind::model, Complaint{.file = path,
                                            .expected = "a network as ONNX",
                                            .found = "arrays alone, " + file.arrays->card().format});
}

std::unique_ptr<Weights> load_weights(const std::string& path) { return weights_of(ArrayFile::open(path)); }

void save_network(const std::string& path, const Graph& graph) {
    write_onnx(path, onnx_of(graph, std::filesystem::path(path).stem().string()));
}

namespace {

const SystemFormat format{.name = "onnx",
                          .order = 4,
                          .recognises = [](const ModelFile& file, const SystemOptions&) { return !file.arrays; },
                          .opens = [](const ModelFile& file, const SystemOptions& o) -> std::unique_ptr<System> {
                              return network_of(file, o.network);
                          }};
const Registered<SystemFormat> entry(format);

}  // namespace

}  // namespace blackbody
