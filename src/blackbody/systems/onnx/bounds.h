#pragma once
/// Bounds of every value for all inputs within a range, by interval arithmetic: a value lies in [low, high].
///
///   linear maps     y = W x + b:  centre W c + b, radius |W| r, and 1e-4 (|W| (|c| + r) + |b|) for rounding
///   one argument    the smallest and largest of f at low, at high and at its turning points in between
///   two arguments   the smallest and largest over the four corners
///   pooling and what only moves values: low and high by themselves
///
/// Anything else makes what follows unknown, until a bounded nonlinearity (sigmoid, tanh, clip) bounds it again.
/// Ref: S. Gowal et al., "On the effectiveness of interval bound propagation for training verifiably robust models",
/// arXiv:1810.12715 (2018).
#include "blackbody/base/bounds.h"
#include "blackbody/systems/onnx/circuit.h"
#include "blackbody/systems/onnx/shapes.h"

namespace blackbody {

/// By value; `known` are bounds of inputs, by value. Values that no element in `needed` makes stay unknown.
std::vector<StateBounds> propagate_bounds(const Circuit& circuit, const Tensors& constants, const Shapes& shapes,
                                          const std::vector<bool>& needed, std::vector<StateBounds> known);

}  // namespace blackbody
