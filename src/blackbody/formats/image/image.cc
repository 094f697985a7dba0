#include "blackbody/formats/image/image.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>

#include "blackbody/formats/image/codec.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace image {

std::vector<const Codec*> codecs() {
    return registered<Codec>([](const Codec& codec) { return codec.name; });
}

bool has_at(Bytes bytes, std::size_t offset, std::string_view expected) {
    return bytes.size() >= offset + expected.size() &&
           std::memcmp(bytes.data() + offset, expected.data(), expected.size()) == 0;
}

void refuse(const std::string& path, const std::string& format, const std::string& why) {
    throw FormatError({.file = path,
                       .place = format,
                       .expected = "a picture that can be decoded",
                       .found = why.empty() ? "damaged data" : why,
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

void check_packing(const ImageInfo& info, const std::string& path, Bytes bytes, std::int64_t pixels_a_byte) {
    if (info.height * info.width / pixels_a_byte <= std::ssize(bytes)) return;
    refuse(path, "header",
           "a header that declares more pixels than " + std::to_string(bytes.size()) + " bytes can hold");
}

}  // namespace image

namespace fs = std::filesystem;

namespace {

using image::Codec;

/// Formats that people keep photographs in and that are not read here.
std::string stranger(std::span<const std::byte> bytes) {
    if (image::has_at(bytes, 4, "ftyphe") || image::has_at(bytes, 4, "ftypmif1")) return "a HEIC picture";
    if (image::has_at(bytes, 4, "ftypavif")) return "an AVIF picture";
    if (image::has_at(bytes, 4, "jP  ")) return "a JPEG 2000 picture";
    return bytes.empty() ? "an empty file" : "other bytes";
}

const Codec& codec_of(std::span<const std::byte> bytes, const std::string& path) {
    std::vector<std::string> names;
    for (const Codec* codec : image::codecs()) {
        if (codec->is(bytes)) return *codec;
        names.push_back(codec->name);
    }
    throw FormatError({.file = path,
                       .place = "header",
                       .expected = "a picture (" + join(names, ", ") + ")",
                       .found = stranger(bytes),
                       .advice = "convert it to PNG"});
}

/// As it is stored.
ImageInfo stored_info(const Codec& codec, std::span<const std::byte> bytes, const std::string& path) {
    const ImageInfo info = codec.info(bytes, path);
    image::check_size(info, path);
    return info;
}

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

ImageInfo parse_image_info(std::span<const std::byte> bytes, const std::string& path) {
    ImageInfo info = stored_info(codec_of(bytes, path), bytes, path);
    if (info.orientation > 4) std::swap(info.height, info.width);
    return info;
}

TensorView decode_image(std::span<const std::byte> bytes, int channels, const std::string& path) {
    const Codec& codec = codec_of(bytes, path);
    const ImageInfo info = stored_info(codec, bytes, path);
    std::vector<std::byte> stored(static_cast<std::size_t>(info.height * info.width * 3));
    codec.decode(bytes, path, stored);
    const auto pixels = std::make_shared<std::vector<std::byte>>(image::upright(std::move(stored), info));
    if (channels == 1) make_grey(*pixels);
    const bool is_turned = info.orientation > 4;
    return {ElementType::uint8,
            {is_turned ? info.width : info.height, is_turned ? info.height : info.width, channels},
            *pixels,
            pixels};
}

ImageInfo read_image_info(const std::string& path) { return parse_image_info(MappedFile::open(path)->bytes(), path); }

TensorView read_image(const std::string& path, int channels) {
    return decode_image(MappedFile::open(path)->bytes(), channels, path);
}

bool looks_like_image(const std::string& file_name) {
    std::string end = fs::path(file_name).extension().string();
    std::transform(end.begin(), end.end(), end.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return !end.empty() && (image_endings() + " ").find(end + " ") != std::string::npos;
}

std::string image_endings() {
    std::vector<std::string> endings;
    for (const Codec* codec : image::codecs()) endings.push_back(codec->endings);
    return join(endings, " ");
}

}  // namespace blackbody
