#pragma once
/// Some samples of many.
#include <cstdint>
#include <vector>

namespace blackbody {

/// One of each of `count` equal stretches of 0 .. size - 1, where in it by chance, always the same; all of them where
/// count >= size. Samples may stand class by class or take turns: a fixed step would miss classes of the latter.
std::vector<std::int64_t> spread_positions(std::int64_t size, std::int64_t count);

}  // namespace blackbody
