#include "blackbody/loading/network.h"

#include <filesystem>

#include "blackbody/formats/digest.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/systems/network/card.h"
#include "blackbody/systems/network/rewrite.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

Card card_of(const OnnxModel& model) {
    const auto file = MappedFile::open(model.path);
    Card card{.title = std::filesystem::path(model.path).filename().string(), .kind = "network", .file = model.path};
    card.sha256 = sha256(file->bytes());
    card.file_bytes = static_cast<std::int64_t>(file->bytes().size());
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

}  // namespace

std::unique_ptr<Network> load_network(const std::string& path, const NetworkOptions& options) {
    const OnnxModel model = read_onnx(path);
    Card card = card_of(model);
    try {
        Graph graph = graph_of(model);
        promote_constants(graph);
        widen(graph, card);
        return std::make_unique<Network>(std::move(graph), std::move(card), options);
    } catch (const UnsupportedError&) {
        throw;
    } catch (const Error& error) {
        throw Error(error.kind(), Complaint{.file = path, .place = error.what()});
    }
}

void save_network(const std::string& path, const Graph& graph) {
    write_onnx(path, onnx_of(graph, std::filesystem::path(path).stem().string()));
}

}  // namespace blackbody
