#pragma once
/// What `blackbody train` is asked for; what was not given is the command's own choice.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace blackbody {

struct TrainFlags {
    std::string kind;    ///< rbm, dbn, dbm
    std::string output;  ///< the machine's file, its checkpoints before that
    bool resume = false;

    // The machine.
    std::vector<std::int64_t> hidden{};  ///< units a layer
    bool labels = false;                 ///< rbm: a unit of labels beside the visible ones
    double spread = .01;                 ///< of W at the start

    // How it learns.
    std::optional<double> epochs{};         ///< 30
    std::optional<std::int64_t> updates{};  ///< where given, epochs do not count
    double layerwise = 0;                   ///< dbm: epochs of each layer alone before all learn together
    std::int64_t batch = 100, chains = 100, steps = 1, rungs = 10;
    std::string method = "pcd", rule = "sgd";
    std::optional<double> rate{}, upper_rate{};  ///< .05, of adam .001; the same
    double last_rate = 0, momentum = 0, l1 = 0, l2 = 0, sparsity_strength = 1;
    std::optional<double> sparsity{}, max_norm{};  ///< none
    bool centred = true;

    // What is said of it.
    std::string held_out = "0.1";  ///< share of the data, or other data
    std::optional<std::int64_t> checkpoint_every{};
    std::int64_t temperatures = 1000;  ///< of the last estimate of ln Z; 0: none
};

}  // namespace blackbody
