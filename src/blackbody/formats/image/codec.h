#pragma once
/// What the decoders share: one record a format. Those of libpng and libjpeg report errors by longjmp, so what runs
/// under setjmp holds no C++ object: a decoder is a plain record, and each step a plain function that fills it.
#include <cstddef>
#include <span>
#include <string>

#include "blackbody/formats/image/image.h"
#include "blackbody/util/registry.h"

namespace blackbody::image {

constexpr std::int64_t max_side = 1 << 14;
constexpr std::int64_t max_pixels = 1 << 26;

using Bytes = std::span<const std::byte>;

/// A file format of pictures. `info` and `decode` throw FormatError; both speak of the picture as it is stored, before
/// it is turned upright.
struct Codec {
    std::string name;                                         ///< "PNG"
    std::string endings;                                      ///< ".png", several apart by a space
    bool (*is)(Bytes bytes);                                  ///< by its first bytes
    ImageInfo (*info)(Bytes bytes, const std::string& path);  ///< of the first frame or page
    void (*decode)(Bytes bytes, const std::string& path, std::span<std::byte> pixels);  ///< fills [Y, X, 3]
};

/// All formats by name.
std::vector<const Codec*> codecs();

/// Whether the bytes at `offset` are these.
bool has_at(Bytes bytes, std::size_t offset, std::string_view expected);

[[noreturn]] void refuse(const std::string& path, const std::string& format, const std::string& why);

/// Sizes within the caps, and no more pixels than `pixels_a_byte` times the file's bytes: what declares more lies.
void check_size(const ImageInfo& info, const std::string& path);
void check_packing(const ImageInfo& info, const std::string& path, Bytes bytes, std::int64_t pixels_a_byte);

/// The orientation in a block of EXIF (a TIFF of its own), 1 to 8; 1 where it says none that is known.
int exif_orientation(Bytes exif);

/// [Y, X, 3] pixels turned upright, as EXIF's orientation says. `info` is of the stored picture.
std::vector<std::byte> upright(std::vector<std::byte> pixels, const ImageInfo& info);

}  // namespace blackbody::image
