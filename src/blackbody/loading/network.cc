#include "blackbody/loading/network.h"

#include <algorithm>
#include <filesystem>

#include "blackbody/loading/file_card.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/network/card.h"
#include "blackbody/systems/network/rewrite.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

Card card_of(const OnnxModel& model) {
    Card card = card_of_file(model.path);
    card.producer = model.producer;
    card.format = "ONNX, IR " + std::to_string(model.ir_version);
    for (const auto& [domain, version] : model.opsets)
        card.format += ", opset " + (domain.empty() ? "" : domain + " ") + std::to_string(version);
    return card;
}

/// Names in the order of people: runs of digits compare as numbers.
bool natural_less(const std::string& a, const std::string& b) {
    std::size_t i = 0, j = 0;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && j < b.size()) {
        if (!is_digit(a[i]) || !is_digit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
            continue;
        }
        const std::size_t i0 = i, j0 = j;
        while (i < a.size() && is_digit(a[i])) ++i;
        while (j < b.size() && is_digit(b[j])) ++j;
        if (i - i0 != j - j0) return i - i0 < j - j0;
        const int order = a.compare(i0, i - i0, b, j0, j - j0);
        if (order != 0) return order < 0;
    }
    return a.size() - i < b.size() - j;
}

/// safetensors: a length below 100 MB in eight bytes, then the brace of a JSON header.
bool looks_like_safetensors(const std::string& path) {
    if (path.ends_with(".safetensors")) return true;
    const auto file = MappedFile::open(path);  // the view below lives as long as it
    const auto bytes = file->bytes();
    return !path.ends_with(".onnx") && bytes.size() > 8 && bytes[8] == std::byte{'{'};
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
    } catch (const Error& error) {
        if (std::string(error.what()).starts_with(path)) throw;
        throw Error(error.kind(), Complaint{.file = path, .place = error.what()});
    }
}

std::unique_ptr<Weights> weights_of(Safetensors file, Card card) {
    std::sort(file.tensors.begin(), file.tensors.end(),
              [](const NamedTensor& a, const NamedTensor& b) { return natural_less(a.name, b.name); });
    card.format = "safetensors";
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const NamedTensor& tensor : file.tensors) {
        if (byte_size(tensor.view.type) == 0) continue;
        tensors.emplace_back(tensor.name, tensor_of(tensor.view, tensor.name));
        if (card.dtype.empty() && tensor.view.shape.size() > 1) card.dtype = to_string(tensor.view.type);
    }
    return std::make_unique<Weights>(std::move(tensors), std::move(card));
}

std::unique_ptr<Weights> load_weights(const std::string& path) {
    return weights_of(read_safetensors(path), card_of_file(path));
}

std::unique_ptr<System> load_system(const std::string& path, const NetworkOptions& options) {
    if (looks_like_safetensors(path)) return load_weights(path);
    return load_network(path, options);
}

void save_network(const std::string& path, const Graph& graph) {
    write_onnx(path, onnx_of(graph, std::filesystem::path(path).stem().string()));
}

}  // namespace blackbody
