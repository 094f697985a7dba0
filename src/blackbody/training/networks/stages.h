#pragma once
/// What learns when.
///
///   joint       all layers, under the cost
///   layer-wise  from the bottom, one layer with weights and what follows it at a time, those below held. Each learns
///               under the network's own ending, put on early; the last one under the ending itself (Bengio et al.
///               2007). A layer that is a Boltzmann machine learns as a machine (machine_stage.h)
///   sequential  all layers under the cost, the machine at the end among them; then this one as a machine on the states
///               of the others
#include <string>
#include <vector>

#include "blackbody/systems/layered/layered_network.h"

namespace blackbody {

struct NetworkStage {
    std::string title;        ///< "conv2 learns, those below are held"
    NetworkPlan plan;         ///< layers held, those that learn, and an ending
    std::size_t held = 0;     ///< first layers of plan.text
    bool is_machine = false;  ///< what learns is one machine, the first layer behind those held
};

/// The last stage's plan is the network's. Throws Error(usage) with the known ways; where sequential has no machine at
/// the end.
std::vector<NetworkStage> stages_of(const NetworkPlan& plan, const std::string& order);

}  // namespace blackbody
