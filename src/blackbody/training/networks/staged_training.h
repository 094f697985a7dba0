#pragma once
/// A training of several stages (stages.h), each a whole training of a network of its own (network_trainer.h): it
/// begins with what the one before learned, held. Stopped in any of them it goes on in the same bytes; a machine is
/// learned again from its stage's beginning.
#include "blackbody/training/networks/machine_stage.h"
#include "blackbody/training/networks/network_trainer.h"
#include "blackbody/training/networks/stages.h"

namespace blackbody {

struct StagedOptions {
    std::vector<NetworkStage> stages;
    NetworkTrainerOptions trainer;                       ///< of each stage
    ContrastiveOptions machine;                          ///< of those that learn as machines, for as many updates
    std::function<void(std::int64_t stage)> begin = {};  ///< before a stage learns
};

/// A checkpoint and the network it is of: that of its stage.
struct StagedStart {
    Checkpoint checkpoint;
    const LayeredNetwork& network;
};

/// Learns to the end; the network then is the last stage's. Throws as train() and learn_machine() do; Error(data) where
/// the start is of no stage.
void train_in_stages(LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
                     const StagedOptions& options, const std::optional<StagedStart>& from = {});

/// All parameters of `from` into a network of the same text.
void take_all(LayeredNetwork& to, const LayeredNetwork& from);

}  // namespace blackbody
