#pragma once
/// Which node first makes a value that is infinite or not a number.
#include "blackbody/base/origin.h"
#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

/// Computes one sample node by node up to value `target` and, where that is not finite, walks back along values that
/// are not finite either, to the node none of whose computed inputs is. `values` holds inputs and constants, by value.
/// Words for a person: "node 'd' (Div, opset 17): 3 of its 64 values, though all that it reads is finite"; none where
/// the target is finite. A constant that is infinite on purpose (an attention mask) is blamed only if it lies on the
/// way.
/// Cost: a plain pass of one sample, all of its states in memory at once.
Origin origin_of_non_finite(const Circuit& circuit, Tensors values, int target);

}  // namespace blackbody
