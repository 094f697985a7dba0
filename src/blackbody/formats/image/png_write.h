#pragma once
/// Grey pictures as PNG files (libpng).
#include <cstdint>
#include <span>
#include <string>

namespace blackbody {

/// pixels: height rows of width bytes, black 0 to white 255. Writes atomically. Throws Error(output).
void write_png(const std::string& path, std::span<const std::uint8_t> pixels, std::int64_t height, std::int64_t width);

}  // namespace blackbody
