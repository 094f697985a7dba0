#pragma once
/// What `blackbody train` is asked for. 0 and "": the command's own choice where the field says none.
#include <cstdint>
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
    double epochs = 0;  ///< 0: updates say
    std::int64_t updates = 0;
    double layerwise = 0;  ///< dbm: epochs of each layer alone before all learn together
    std::int64_t batch = 100, chains = 100, steps = 1, rungs = 10;
    std::string method = "pcd", rule = "sgd";
    double rate = .05, upper_rate = 0, last_rate = 0, momentum = 0, l1 = 0, l2 = 0;
    double sparsity = 0, sparsity_strength = 1, max_norm = 0;
    bool centred = true;

    // What is said of it.
    std::string held_out = "0.1";  ///< share of the data, or other data
    std::int64_t checkpoint_every = 0;
    std::int64_t temperatures = 1000;  ///< of the last estimate of ln Z; 0: none
};

}  // namespace blackbody
