#pragma once
/// What a network says of itself.
#include "blackbody/base/card.h"
#include "blackbody/systems/onnx/sites.h"

namespace blackbody {

/// Adds structure to what the file gave: operators, parameters, costs of one sample, ports, and notes on what is
/// folded, guessed, not finite or not computable.
void describe(Card& card, const Graph& graph, const Circuit& circuit, const Tensors& constants, const Shapes& shapes);

/// A floating-point initializer with at least one axis.
bool is_parameter(const at::Tensor& tensor);

/// "image float32 [N, 3, 32, 32]".
std::string text_of(const Port& port);

}  // namespace blackbody
