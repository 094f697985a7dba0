#pragma once
/// One run of a plan over a source of samples.
#include "blackbody/systems/onnx/plan.h"

namespace blackbody {

struct RunContext {
    const Graph& graph;
    const Circuit& circuit;
    const Sites& sites;
    const Plan& plan;
    at::Device device;
    /// 0: a batch goes through at once. Else so many samples do, the last ones filled up with copies of the last
    /// sample, and the states of a batch are put together for the probe, without the copies.
    std::int64_t group;
};

/// `tensor` [n, ...] as [count, ...], filled up with copies of its last sample.
at::Tensor filled_up(const at::Tensor& tensor, std::int64_t count);

/// Runs every batch. Throws Error(data) where the input does not fit, Error(model) where a node cannot compute.
void run_plan(const RunContext& context, const Source& input, const Demand& demand, Probe& probe);

}  // namespace blackbody
