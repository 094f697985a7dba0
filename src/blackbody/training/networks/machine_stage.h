#pragma once
/// A layer that learns as the Boltzmann machine it is: contrastive divergence with persistent chains on the states that
/// the layers below make of all pictures, labels given where the machine has them. Nothing of it sees the cost.
///
/// Shapes: as in systems/ensembles/machines/labelled.h; visible units are Gaussian (learned with mean 0 and variance 1
/// a unit, carried back to the units of the states) or bits drawn once from states between 0 and 1.
/// Trap: nothing that a machine learns of Gaussian units is a classifier's accuracy; look at p(y | v) on data held out.
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/training/machines/contrastive.h"
#include "blackbody/training/networks/batches.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

struct MachineStageOptions {
    std::int64_t updates = 1;
    ContrastiveOptions contrastive;
    Watcher watcher{};  ///< asked after every update
};

/// Learns the first layer behind those that the network holds; the network is changed at the end alone. Throws
/// Error(interrupted) where the watcher is stopped, Error(data) where states are no probabilities of bits, Error(usage)
/// where they are too many to hold.
void learn_machine(LayeredNetwork& network, const Pictures& pictures, const MachineStageOptions& options);

/// The machine that a layer of this name is, in double precision: an RBM, or with labels above it.
/// Throws Error(usage) where the layer is none.
DeepBoltzmann machine_in(const LayeredNetwork& network, const std::string& layer);

}  // namespace blackbody
