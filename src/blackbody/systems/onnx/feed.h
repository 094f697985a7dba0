#pragma once
/// From a batch of samples to the inputs of a graph.
#include "blackbody/base/system.h"
#include "blackbody/systems/onnx/graph.h"

namespace blackbody {

/// The tensor of a port in a batch, in the port's type and (if it is a floating-point one) on `device`. What a port
/// without a sample axis gets is the same for every sample of the batch, [N, ...] or as the port has it: it comes back
/// without the axis. Throws Error(data) where it is missing or does not fit what the port declares.
at::Tensor fed(const Graph& graph, const Port& port, const Batch& batch, at::Device device);

/// Some samples of a batch; an input that has no axis of samples stays whole.
Batch part_of(const Batch& batch, std::int64_t first, std::int64_t count);

}  // namespace blackbody
