#pragma once
/// ONNX records <-> the graph of a network, faithfully: types, names and order are the file's.
#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/systems/onnx/graph.h"

namespace blackbody {

/// Weights that IR 3 lists among the inputs too are initializers only. A node without a name is called by its first
/// output, else "<op>_<index>". Throws UnsupportedError for inputs that are not tensors.
Graph graph_of(const OnnxModel& model);

/// A model that `write_onnx` writes and others read: IR 8, the opset of the graph's nodes.
OnnxModel onnx_of(const Graph& graph, const std::string& name);

}  // namespace blackbody
