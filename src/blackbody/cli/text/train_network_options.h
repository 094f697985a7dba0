#pragma once
/// What `blackbody train cnn` and `train wave` are asked for; what was not given is the command's own choice.
#include <cstdint>
#include <optional>
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
    std::optional<std::int64_t> updates{};  ///< else epochs say
    std::int64_t batch = 128;
    std::string cost = "cross-entropy", rule = "sgd", schedule = "cosine";
    double smoothing = 0, momentum = .9;
    std::optional<double> rate{}, decay{};  ///< as the rule wants them
    double warm_up = 0;                     ///< epochs
    std::vector<double> steps{.5, .75};     ///< shares of all updates
    double factor = .1;

    std::string order = "together";  ///< what learns when
    double machine_rate = .1;        ///< of layers that learn as machines

    // Augmentation.
    std::int64_t shift = 0, erase = 0;
    bool mirror = false;

    // What is said of it.
    std::string held_out = "0", test;
    std::optional<std::int64_t> checkpoint_every{};

    std::int64_t seeds = 5;  ///< of train twins

    // What is watched while it learns.
    std::vector<std::string> film{};           ///< instruments
    std::optional<std::int64_t> film_every{};  ///< updates; else about twenty frames
    std::int64_t film_pictures = 256;
};

}  // namespace blackbody
