#pragma once
/// The fingerprint by which a report names the file that it measured.
#include <cstddef>
#include <span>
#include <string>

namespace blackbody {

/// Hex SHA-256 of some bytes (FIPS 180-4).
std::string sha256(std::span<const std::byte> bytes);

}  // namespace blackbody
