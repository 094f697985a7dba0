#pragma once
/// What `blackbody sample` is asked for; `open` of a machine without data takes chains and steps, too.
#include <cstdint>
#include <optional>
#include <string>

namespace blackbody {

struct SampleFlags {
    std::optional<std::int64_t> chains{};  ///< else the command's own choice
    std::int64_t steps = 1000;             ///< before the first look
    std::int64_t looks = 1;                ///< how often states are kept
    std::int64_t thin = 100;               ///< steps between two looks
    double beta = 1;                       ///< inverse temperature
    std::string clamp;                     ///< a table of one line: values of visible units, nan where they are free
    std::string output;                    ///< .npy, .csv, .png
    bool means = false;                    ///< <v | h> instead of states
};

}  // namespace blackbody
