#pragma once
/// What a training of a network needs, from options to tensors, and what its file says of the call.
///
///     NetworkRunRequest request{.options = {.network = "small", .save = "cnn.safetensors"}, .data = "train.npz"};
///     NetworkRun run = open_network_run(request);
///     NetworkOutcome outcome = learn(run, Film(run));      // network_learning.h
#include <string>
#include <vector>

#include "blackbody/loading/layered.h"
#include "blackbody/loading/pictures.h"
#include "blackbody/training/networks/staged_training.h"
#include "blackbody/training/options/network_run_options.h"

namespace blackbody {

struct NetworkRunRequest {
    NetworkRunOptions options;
    Field field = Field::real;  ///< of its numbers
    std::string data;           ///< labelled pictures
    DataOptions pictures{};     ///< which of them; split "": train
    Seed seed = 0;
};

struct NetworkRun {
    NetworkRunRequest request;
    LabelledPictures data;
    Pictures train, held_out, test;  ///< the last two may be undefined
    std::unique_ptr<LayeredNetwork> network;
    NetworkTrainingOptions training;   ///< settled
    std::vector<NetworkStage> stages;  ///< what learns when
    ContrastiveOptions machine;        ///< of stages that are machines
    OptionWords words;                 ///< the call, as far as it decides the outcome
};

/// Throws Error(data) where pictures do not fit, OptionError where an option does not.
NetworkRun open_network_run(const NetworkRunRequest& request);

/// A checkpoint of the run, at this network, in the network's own file, and back. Throws Error(data) where the file
/// holds none, or one of another call: says what differs.
LayeredFile to_file(const NetworkRun& run, const LayeredNetwork& network, const Checkpoint& checkpoint);
Checkpoint checkpoint_of(const LayeredFile& file, const std::string& path, const NetworkRun& run);

}  // namespace blackbody
