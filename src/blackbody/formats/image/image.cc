#include "blackbody/formats/image/image.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <filesystem>

#include "blackbody/formats/image/codec.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace image {

bool is_png(std::span<const std::byte> bytes) {
    return bytes.size() >= 8 && std::memcmp(bytes.data(), "\x89PNG\r\n\x1a\n", 8) == 0;
}

bool is_jpeg(std::span<const std::byte> bytes) {
    return bytes.size() >= 3 && std::memcmp(bytes.data(), "\xff\xd8\xff", 3) == 0;
}

void refuse(const std::string& path, const std::string& format, const std::string& why) {
    throw FormatError({.file = path,
                       .place = format,
                       .expected = "a picture that can be decoded",
                       .found = why,
                       .advice = "is the file whole?"});
}

void check_size(const ImageInfo& info, const std::string& path) {
    const bool fits = info.height > 0 && info.width > 0 && info.height <= max_side && info.width <= max_side &&
                      info.height * info.width <= max_pixels;
    if (!fits)
        throw FormatError({.file = path,
                           .place = "header",
                           .expected = "at most " + std::to_string(max_side) + " pixels a side and " +
                                       std::to_string(max_pixels) + " in all",
                           .found = std::to_string(info.width) + " x " + std::to_string(info.height),
                           .advice = "make the picture smaller"});
}

}  // namespace image

namespace fs = std::filesystem;

ImageInfo parse_image_info(std::span<const std::byte> bytes, const std::string& path) {
    if (!image::is_png(bytes) && !image::is_jpeg(bytes))
        throw FormatError({.file = path,
                           .place = "header",
                           .expected = "a PNG or JPEG picture",
                           .found = "other bytes",
                           .advice = "convert it to PNG"});
    const ImageInfo info = image::is_png(bytes) ? image::png_info(bytes, path) : image::jpeg_info(bytes, path);
    image::check_size(info, path);
    return info;
}

namespace {

/// R, G, B to luma by Rec. 601, in place.
void make_grey(std::vector<std::byte>& pixels) {
    const auto value = [&](std::size_t i) { return std::to_integer<std::uint32_t>(pixels[i]); };
    const std::size_t count = pixels.size() / 3;
    for (std::size_t i = 0; i < count; ++i)
        pixels[i] =
            static_cast<std::byte>((299 * value(3 * i) + 587 * value(3 * i + 1) + 114 * value(3 * i + 2) + 500) / 1000);
    pixels.resize(count);
}

}  // namespace

TensorView decode_image(std::span<const std::byte> bytes, int channels, const std::string& path) {
    const ImageInfo info = parse_image_info(bytes, path);
    const auto pixels =
        std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(info.height * info.width * 3));
    (image::is_png(bytes) ? image::decode_png : image::decode_jpeg)(bytes, path, *pixels);
    if (channels == 1) make_grey(*pixels);
    return {ElementType::uint8, {info.height, info.width, channels}, *pixels, pixels};
}

ImageInfo read_image_info(const std::string& path) { return parse_image_info(MappedFile::open(path)->bytes(), path); }

TensorView read_image(const std::string& path, int channels) {
    return decode_image(MappedFile::open(path)->bytes(), channels, path);
}

bool looks_like_image(const std::string& file_name) {
    std::string end = fs::path(file_name).extension().string();
    std::transform(end.begin(), end.end(), end.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return end == ".png" || end == ".jpg" || end == ".jpeg";
}

}  // namespace blackbody
