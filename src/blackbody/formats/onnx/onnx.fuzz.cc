#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "blackbody/formats/fuzz/target.h"
#include "blackbody/formats/onnx/onnx.h"
#include "support/onnx_samples.h"

namespace blackbody {
namespace {

/// A model's folder with one file of external data, removed when the program ends.
const std::string& folder() {
    struct Folder {
        std::string path =
            (std::filesystem::temp_directory_path() / ("blackbody_fuzz_" + std::to_string(::getpid()))).string();
        Folder() {
            std::filesystem::create_directories(path);
            std::ofstream(path + "/weights.bin") << std::string(256, '\1');
        }
        ~Folder() { std::filesystem::remove_all(path); }
    };
    static const Folder made;
    return made.path;
}

void touch(const OnnxGraph& graph);

void touch(const OnnxNode& node) {
    for (const OnnxAttribute& attribute : node.attributes) {
        for (const OnnxTensor& tensor : attribute.tensors) fuzz::touch(tensor.view.bytes);
        for (const auto& graph : attribute.graphs) touch(*graph);
    }
}

void touch(const OnnxGraph& graph) {
    for (const OnnxTensor& tensor : graph.initializers) fuzz::touch(tensor.view.bytes);
    for (const OnnxNode& node : graph.nodes) touch(node);
}

/// Reads, looks at everything, writes and reads again: what was read once must be readable when it is written.
void parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    const OnnxModel model = parse_onnx(bytes, std::move(owner), folder());
    touch(model.graph);
    const auto again = std::make_shared<const std::string>(to_onnx_bytes(model));
    if (parse_onnx(std::as_bytes(std::span(*again)), again, "").graph.nodes.size() != model.graph.nodes.size())
        throw std::logic_error("a model that comes back with other nodes");
}

void parse_tensor(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    fuzz::touch(parse_onnx_tensor(bytes, std::move(owner), folder()).view.bytes);
}

const fuzz::Target model{.name = "onnx", .seeds = samples::sample_models, .parse = parse, .amplification = 500};
const fuzz::Target tensor{
    .name = "onnx-tensor", .seeds = samples::sample_tensors, .parse = parse_tensor, .amplification = 100};
const Registered<fuzz::Target> entries[] = {Registered<fuzz::Target>{model}, Registered<fuzz::Target>{tensor}};

}  // namespace
}  // namespace blackbody
