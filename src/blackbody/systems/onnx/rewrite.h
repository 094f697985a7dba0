#pragma once
/// Rewritings of a graph that change how it is stored, never what it computes.
#include "blackbody/systems/onnx/graph.h"

namespace blackbody {

/// Constant nodes become initializers of their output's name (some exporters keep every weight as a Constant node).
void promote_constants(Graph& graph);

/// All floating-point arithmetic in `type`: initializers, tensor attributes, ports and the targets of Cast.
/// Half-precision files are computed in float32 this way; gradients are checked in float64.
void compute_in(Graph& graph, at::ScalarType type);

/// Says of every input whether its first axis is the sample. A scalar's is not; neither is a fixed first dimension
/// where the inputs of samples leave theirs free, or fix another.
void mark_inputs(Graph& graph);

/// The number of samples that the inputs fix; 0 where it is free.
std::int64_t fixed_batch(const Graph& graph);

/// What frees a batch dimension that a file fixes at some number: input and output ports get a free first dimension,
/// and every Reshape to a constant shape that begins with that number finds its first dimension by itself. Whether the
/// result
/// is the same network sample by sample is for `mixing` (batching.h) to prove. Returns false where nothing was fixed.
bool free_batch(Graph& graph);

}  // namespace blackbody
