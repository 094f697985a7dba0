#pragma once
/// One training of one network, from its run to its files.
#include <functional>
#include <optional>

#include "blackbody/experiments/networks/film.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

/// Who looks on while a network learns; every part may be left out.
struct NetworkWatch {
    Watcher watcher{};
    std::function<void(const NetworkRun&)> begin{};                      ///< told once, unless the training is finished
    std::function<void(const NetworkRun&, std::int64_t stage)> stage{};  ///< before each of several stages
    /// An evaluation; images a second since the last, frames of the film left out, and seconds since the beginning.
    std::function<void(const NetworkProgress&, double images_a_second, double seconds)> evaluation{};
};

/// Of one call. A call that finds the training finished has no images a second.
struct NetworkOutcome {
    Arrays history;
    std::optional<Score> test;            ///< of the run's test pictures, once somebody scored them
    std::string onnx;                     ///< file beside the network's; "" where ONNX has not all layers
    std::vector<std::string> machines{};  ///< files of layers that learned as machines
    double seconds = 0, learning_seconds = 0, images = 0;  ///< of the call; of learning and evaluations alone
};

/// Learns to the end, with `resume` from the checkpoint in options.save; writes NAME.safetensors and NAME.onnx, and
/// NAME.LAYER.safetensors for layers that learned as machines. Does not score. Throws Interrupted after a last
/// checkpoint, and as the training does.
NetworkOutcome learn(const NetworkRun& run, const Film& film, const NetworkWatch& watch = {});

}  // namespace blackbody
