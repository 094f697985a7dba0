#pragma once
/// What a training of a network needs, from options to tensors, and what its file says of the call.
#include <string>
#include <vector>

#include "blackbody/cli/text/options.h"
#include "blackbody/loading/layered.h"
#include "blackbody/loading/pictures.h"
#include "blackbody/training/networks/staged_training.h"

namespace blackbody {

struct NetworkRun {
    LabelledPictures data;
    Pictures train, held_out, test;  ///< the last two may be undefined
    std::unique_ptr<LayeredNetwork> network;
    NetworkTrainingOptions training;
    std::vector<NetworkStage> stages;  ///< what learns when
    ContrastiveOptions machine;        ///< of stages that are machines
    OptionWords words;                 ///< the call, as far as it decides the outcome
};

NetworkRun open_network_run(const Options& options);

/// A checkpoint of the run, at this network, in the network's own file, and back. Throws Error(data) where the file
/// holds none, or one of another call: says what differs.
LayeredFile to_file(const NetworkRun& run, const LayeredNetwork& network, const NetworkCheckpoint& checkpoint);
NetworkCheckpoint checkpoint_of(const LayeredFile& file, const std::string& path, const NetworkRun& run);

}  // namespace blackbody
