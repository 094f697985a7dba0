#pragma once
/// Files -> networks of layers, and back: safetensors with the network's text in its metadata.
///
/// Metadata: `blackbody.layers` (the text), `blackbody.field` (real, complex), `blackbody.input` ("1 x 28 x 28"),
/// `blackbody.type` (float32, float64). Tensors: the parameters by name; whatever else stands in the file (its history,
/// what training goes on from) is kept by name.
#include <map>
#include <memory>
#include <string>

#include "blackbody/loading/array_file.h"
#include "blackbody/systems/layered/layered_network.h"

namespace blackbody {

struct LayeredFile {
    std::unique_ptr<LayeredNetwork> network;
    std::map<std::string, at::Tensor> arrays{};     ///< all others: "history...", "training..."
    std::map<std::string, std::string> metadata{};  ///< what is said beyond the network itself
};

/// Whether a file says that it holds one.
bool holds_layered(const ArrayFile& file);

/// Throws Error(usage) (missing file), Error(model) with the tensor's name.
LayeredFile load_layered(const std::string& path);
LayeredFile layered_of(const ArrayFile& arrays);

/// Writes atomically. Throws Error(output).
void save_layered(const std::string& path, const LayeredFile& file);

}  // namespace blackbody
