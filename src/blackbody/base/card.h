#pragma once
/// What was opened: the head of every report.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace blackbody {

/// A part of a network that is not computed.
struct Uncomputed {
    std::string what;  ///< "LSTM (opset 17), node 'lstm'"
    std::string why;
    std::string sentence() const { return "not computed: " + what + ": " + why; }
};

struct Card {
    std::string title;                 ///< file name without its folder
    std::string kind;                  ///< "network", "weights", "rbm", ...
    std::string file, sha256, format;  ///< "ONNX, IR 7, opset 13"
    std::string producer;              ///< what the file says of who wrote it
    std::string dtype;                 ///< of the weights: "float32"
    std::int64_t parameters = 0, parameter_bytes = 0, file_bytes = 0;
    std::int64_t nodes = 0, multiply_adds = 0;        ///< for one sample; 0 where unknown
    std::map<std::string, std::int64_t> operators{};  ///< operator -> how many
    std::vector<std::string> inputs{}, outputs{};     ///< "image float32 [N, 3, 32, 32]"
    std::vector<Uncomputed> not_computed{};           ///< each stands in the notes, too
    std::vector<std::string>
        notes{};  ///< "batch normalisation is folded into the convolutions", unsupported operators, ...
};

struct DataCard {
    std::string file, format, split;
    std::int64_t samples_given = 0, samples_used = 0;
    std::string shape;  ///< "uint8 [32, 32, 3]" of one sample as stored
    bool labelled = false;
    std::string labels_unused{};  ///< why labels that were found are not used; "" where none are left aside
    std::string no_state{};       ///< why no state was measured on them; "" where one was, or none was asked for
    std::vector<std::string> classes{};
    std::string preprocessing;         ///< "imagenet: x/255, mean ..., std ..."
    std::vector<std::string> notes{};  ///< how the preprocessing was chosen, what could not be told apart, ...
};

/// What ran. `seconds` is the only field that differs between two runs of the same command on the same computer.
struct RunInfo {
    std::string version, command, device, dtype;
    std::uint64_t seed = 0;
    int threads = 1;
    double seconds = 0;
};

}  // namespace blackbody
