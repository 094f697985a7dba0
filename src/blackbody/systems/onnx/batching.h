#pragma once
/// Whether a network treats the samples of a batch apart: the proof that a batch dimension that a file fixes may be
/// freed.
#include "blackbody/systems/onnx/shapes.h"

namespace blackbody {

/// "" only where every element that reads a batch is known to act on each sample alone (a convolution does; a softmax
/// over axis 0, or an operator whose record does not say so, does not) and hands on a value whose axis 0 is the sample.
/// Else the first element that is not, in words.
std::string mixing(const Circuit& circuit, const Shapes& shapes, const Tensors& constants);

}  // namespace blackbody
