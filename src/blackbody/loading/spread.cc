#include "blackbody/loading/spread.h"

#include <algorithm>

#include "blackbody/util/rng.h"

namespace blackbody {

std::vector<std::int64_t> spread_positions(std::int64_t size, std::int64_t count) {
    const std::int64_t n = std::min(size, count);
    Random random(0, 0);
    std::vector<std::int64_t> positions;
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t first = i * size / n, next = (i + 1) * size / n;
        positions.push_back(first + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(next - first))));
    }
    return positions;
}

}  // namespace blackbody
