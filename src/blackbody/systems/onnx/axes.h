#pragma once
/// One letter for every axis of every value (docs/conventions.md), from what the operators do to axes: a convolution
/// makes [N, C, Y, X], a matrix product of tokens [N, T, U], attention [N, H, T, T].
#include "blackbody/systems/onnx/shapes.h"

namespace blackbody {

/// By value; "" where the shape is unknown. As many letters as axes.
std::vector<std::string> name_axes(const Graph& graph, const Circuit& circuit, const Shapes& shapes);

}  // namespace blackbody
