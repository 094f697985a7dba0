#pragma once
/// Which random number decides which unit.
#include <cstdint>

#include "blackbody/util/rng.h"

namespace blackbody {

/// Unit u of chain n compares with word (u % 64) / 16 of philox(seed, stream, n << 32 | (u / 64 * 16 + u % 16)): a
/// function of chain, unit, step and side alone, so that samples do not depend on threads, batches or the machine's
/// vectors.
struct Draw {
    Seed seed = 0;
    std::uint64_t stream = 0;      ///< step and side: see stream_of
    std::int64_t first_chain = 0;  ///< number of the first state
};
constexpr std::uint64_t stream_of(std::uint64_t step, std::uint32_t side) { return step << 8 | side; }

/// The uniform number in (0, 1] that unit u of chain n compares with its probability: 24 bits. The largest of them
/// rounds to 1: who needs a number below 1 clamps it.
inline float uniform_of(const Draw& draw, std::int64_t chain, std::int64_t unit) {
    const auto index = static_cast<std::uint64_t>(chain) << 32 | static_cast<std::uint64_t>(unit / 64 * 16 + unit % 16);
    return static_cast<float>(philox(draw.seed, draw.stream, index)[unit % 64 / 16] >> 8) * 0x1p-24f + 0x1p-25f;
}

}  // namespace blackbody
