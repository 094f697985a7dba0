#pragma once
/// Files -> networks, and back.
#include <memory>
#include <string>

#include "blackbody/loading/model_file.h"
#include "blackbody/systems/onnx/network.h"
#include "blackbody/systems/onnx/weights.h"

namespace blackbody {

/// Opens an ONNX file. Weights in half precision are computed in float32, and the card says so.
/// Throws Error(usage) (missing file), Error(model) with file and node.
std::unique_ptr<Network> load_network(const std::string& path, const NetworkOptions& options = {});
std::unique_ptr<Network> network_of(const ModelFile& file, const NetworkOptions& options = {});

/// The weights among arrays, in the order of their names (numbers by value: layer2 before layer10). What is left out is
/// named in the card's notes with the reason.
std::unique_ptr<Weights> load_weights(const std::string& path);
std::unique_ptr<Weights> weights_of(const ArrayFile& file);

/// Writes a network as ONNX, atomically. Throws Error(output).
void save_network(const std::string& path, const Graph& graph);

}  // namespace blackbody
