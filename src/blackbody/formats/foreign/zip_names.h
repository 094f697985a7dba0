#pragma once
/// Names of what a zip holds, without unpacking anything.
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace blackbody {

/// At most the first 10,000; none where the bytes are no zip.
std::vector<std::string> zip_names(std::span<const std::byte> bytes);

}  // namespace blackbody
