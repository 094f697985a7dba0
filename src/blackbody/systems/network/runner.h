#pragma once
/// One run of a plan over a source of samples.
#include "blackbody/systems/network/plan.h"

namespace blackbody {

struct RunContext {
    const Graph& graph;
    const Circuit& circuit;
    const Sites& sites;
    const Plan& plan;
    at::Device device;
    bool batches;  ///< false: samples go one by one, and the states of a batch are put together for the probe
};

/// Runs every batch. Throws Error(data) where the input does not fit, Error(model) where a node cannot compute.
void run_plan(const RunContext& context, const Source& input, const Demand& demand, Probe& probe);

}  // namespace blackbody
