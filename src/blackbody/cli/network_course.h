#pragma once
/// One training of one network, from the plan of the call to its files: what the commands that train networks share.
#include <optional>

#include "blackbody/cli/training_film.h"

namespace blackbody {

/// Of one call. A call that finds the training finished has no images a second.
struct NetworkOutcome {
    Arrays history;
    std::optional<Score> test;
    std::string onnx;                                      ///< file beside --save; "" where ONNX has not all layers
    std::vector<std::string> machines{};                   ///< files of layers that learned as machines
    double seconds = 0, learning_seconds = 0, images = 0;  ///< of the call; of learning and looks alone
};

/// Learns to the end, with --resume from the checkpoint in --save, a line a look on console.err; writes
/// NAME.safetensors and NAME.onnx, and NAME.LAYER.safetensors for layers that learned as machines. Does not score.
NetworkOutcome learn(const NetworkRun& run, const Film& film, const Options& options, Console& console);

}  // namespace blackbody
