#pragma once
/// Functions of one number among a circuit's nodes; the text is patterns.h.
#include <optional>

#include "blackbody/systems/onnx/patterns.h"
#include "blackbody/systems/onnx/trail.h"

namespace blackbody {

/// The function that ends with this element, where it is one of those that have a name and is spelled out in at least
/// two nodes. `evaluations` counts down: a file with very many nodes is not searched without end.
std::optional<SpelledOut> function_at(const Trail& trail, int end, int& evaluations);

}  // namespace blackbody
