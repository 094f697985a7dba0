#pragma once
/// What the two decoders share. They report errors by longjmp, so what runs under setjmp holds no C++ object: a decoder
/// is a plain record, and each step a plain function that fills it.
#include <cstddef>
#include <span>
#include <string>

#include "blackbody/formats/image/image.h"

namespace blackbody::image {

constexpr std::int64_t max_side = 1 << 14;
constexpr std::int64_t max_pixels = 1 << 26;

bool is_png(std::span<const std::byte> bytes);
bool is_jpeg(std::span<const std::byte> bytes);

/// Throws FormatError.
ImageInfo png_info(std::span<const std::byte> bytes, const std::string& path);
ImageInfo jpeg_info(std::span<const std::byte> bytes, const std::string& path);

/// Fills `pixels`, [Y, X, 3].
void decode_png(std::span<const std::byte> bytes, const std::string& path, std::span<std::byte> pixels);
void decode_jpeg(std::span<const std::byte> bytes, const std::string& path, std::span<std::byte> pixels);

[[noreturn]] void refuse(const std::string& path, const std::string& format, const std::string& why);

/// Sizes within the caps.
void check_size(const ImageInfo& info, const std::string& path);

}  // namespace blackbody::image
