#pragma once
/// What `blackbody train cnn` and `train wave` are asked for. 0 and "": the command's own choice.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

struct TrainNetworkFlags {
    std::string output;  ///< the network's file, its checkpoints before that
    bool resume = false;

    // The network.
    std::string network;  ///< layers as a text, or the name of a preset
    bool is_double = false;

    // How it learns.
    double epochs = 10;
    std::int64_t updates = 0;  ///< 0: epochs say
    std::int64_t batch = 128;
    std::string cost = "cross-entropy", rule = "sgd", schedule = "cosine";
    double smoothing = 0, rate = 0, momentum = .9, decay = -1;
    double warm_up = 0;                  ///< epochs
    std::vector<double> steps{.5, .75};  ///< shares of all updates
    double factor = .1;

    std::string order = "together";  ///< what learns when
    double machine_rate = .1;        ///< of layers that learn as machines

    // Augmentation.
    std::int64_t shift = 0, erase = 0;
    bool mirror = false;

    // What is said of it.
    std::string held_out = "0", test;
    std::int64_t checkpoint_every = 0;

    std::int64_t seeds = 5;  ///< of train twins

    // What is watched while it learns.
    std::vector<std::string> film{};  ///< instruments
    std::int64_t film_every = 0;      ///< updates; 0: about twenty frames
    std::int64_t film_pictures = 256;
};

}  // namespace blackbody
