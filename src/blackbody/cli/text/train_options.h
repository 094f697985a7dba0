#pragma once
/// What `blackbody train` is asked for.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

struct TrainFlags {
    std::int64_t chains = 0;  ///< 0: the command's own choice
};

}  // namespace blackbody
