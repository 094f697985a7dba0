#pragma once
/// Files -> networks, and back.
#include <memory>
#include <string>

#include "blackbody/systems/network/network.h"

namespace blackbody {

/// Opens an ONNX file. Weights in half precision are computed in float32, and the card says so.
/// Throws Error(usage) (missing file), Error(model) with file and node.
std::unique_ptr<Network> load_network(const std::string& path, const NetworkOptions& options = {});

/// Writes a network as ONNX, atomically. Throws Error(output).
void save_network(const std::string& path, const Graph& graph);

}  // namespace blackbody
