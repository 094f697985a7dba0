#pragma once
/// What a stranger's file may ask for before anything is allocated.
#include <cstdint>

namespace blackbody {

/// Deflate (RFC 1951) cannot pack more than 1032 bytes into one; a file that declares more lies.
constexpr std::uint64_t max_deflate_ratio = 1032;

/// Default cap on what one compressed file may unpack to: 4 GiB.
constexpr std::uint64_t max_unpacked_bytes = std::uint64_t{1} << 32;

/// Whether `packed` bytes of deflate can hold `unpacked` ones.
constexpr bool deflate_can_hold(std::uint64_t packed, std::uint64_t unpacked) {
    return unpacked / max_deflate_ratio <= packed;
}

}  // namespace blackbody
