#pragma once
/// What `blackbody sample` is asked for.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

struct SampleFlags {
    std::int64_t chains = 0;  ///< 0: the command's own choice
};

}  // namespace blackbody
