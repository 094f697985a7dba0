#pragma once
/// Windows of a pooling over pictures, channels last.
#include <array>
#include <cstdint>

namespace blackbody {

struct Windows {
    std::int64_t samples = 0, channels = 0;
    std::array<std::int64_t, 2> in{0, 0}, out{0, 0}, window{1, 1}, stride{1, 1};  ///< y, x

    /// Each place lies in one window at most.
    bool are_apart() const { return stride[0] >= window[0] && stride[1] >= window[1]; }
};

}  // namespace blackbody
