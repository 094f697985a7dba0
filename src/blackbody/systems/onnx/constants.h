#pragma once
/// What a network computes from its weights alone (casts of stored halves, transposed weights, shape arithmetic) is
/// computed once.
#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

/// The value of everything that depends on no input, by value; undefined elsewhere. What would grow beyond all bytes of
/// the file (a small shape that asks for a huge tensor) and what fails is left to the run.
Tensors fold_constants(const Circuit& circuit);

}  // namespace blackbody
