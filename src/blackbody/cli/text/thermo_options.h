#pragma once
/// What `blackbody thermo` is asked for.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

struct ThermoFlags {
    std::int64_t chains = 0;  ///< 0: the command's own choice
};

}  // namespace blackbody
