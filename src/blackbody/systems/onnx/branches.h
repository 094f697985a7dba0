#pragma once
/// Ifs whose condition does not depend on the data.
#include "blackbody/systems/onnx/shapes.h"

namespace blackbody {

/// Replaces every If whose condition follows from constants, or from shapes alone (an exporter's squeeze), by the nodes
/// of the branch that is taken. What depends on numbers of the data stays.
void take_known_branches(Graph& graph, const ShapeHints& hints = {});

/// Names that a graph reads and does not make: what a branch takes from around it.
std::vector<std::string> captured(const Graph& graph);

}  // namespace blackbody
