#pragma once
/// Rewritings of a graph that change how it is stored, never what it computes.
#include "blackbody/systems/network/graph.h"

namespace blackbody {

/// Constant nodes become initializers of their output's name (some exporters keep every weight as a Constant node).
void promote_constants(Graph& graph);

/// All floating-point arithmetic in `type`: initializers, tensor attributes, ports and the targets of Cast.
/// Half-precision files are computed in float32 this way; gradients are checked in float64.
void compute_in(Graph& graph, at::ScalarType type);

/// What frees a batch dimension that a file fixes at 1: input and output ports get a free first dimension, and every
/// Reshape to a constant [1, ...] copies the first dimension of its input instead. Whether the result is the same
/// network sample by sample is for `keeps_samples_apart` (batching.h) to prove. Returns false where nothing was fixed.
bool free_batch(Graph& graph);

}  // namespace blackbody
