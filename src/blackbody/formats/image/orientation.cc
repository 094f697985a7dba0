// Pictures that a camera held sideways. EXIF's orientation says where row 0 and column 0 of the stored picture belong:
// CIPA DC-008 (Exif 2.32), 4.6.4.A, tag 274.
#include <algorithm>

#include "blackbody/formats/image/codec.h"

namespace blackbody::image {
namespace {

/// Numbers of a TIFF, little-endian ("II") or big-endian ("MM"); 0 behind the end.
struct Numbers {
    Bytes bytes;
    bool big;

    std::uint32_t read(std::size_t at, std::size_t size) const {
        if (at > bytes.size() || bytes.size() - at < size) return 0;
        std::uint32_t number = 0;
        for (std::size_t i = 0; i < size; ++i)
            number = number << 8 | std::to_integer<std::uint32_t>(bytes[at + (big ? i : size - 1 - i)]);
        return number;
    }
};

}  // namespace

int exif_orientation(Bytes exif) {
    if (has_at(exif, 0, std::string_view("Exif\0\0", 6))) exif = exif.subspan(6);
    if (!has_at(exif, 0, "II") && !has_at(exif, 0, "MM")) return 1;
    const Numbers numbers{exif, has_at(exif, 0, "MM")};

    // The first directory: a count, then twelve bytes an entry.
    const std::size_t directory = numbers.read(4, 4), entries = numbers.read(directory, 2);
    for (std::size_t i = 0; i < entries && directory + 2 + 12 * (i + 1) <= exif.size(); ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (numbers.read(entry, 2) != 274) continue;
        const std::uint32_t value = numbers.read(entry + 8, 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

std::vector<std::byte> upright(std::vector<std::byte> pixels, const ImageInfo& info) {
    if (info.orientation == 1) return pixels;
    // The stored row belongs at the bottom, the stored column at the right; above 4 rows and columns change places.
    const int o = info.orientation;
    const bool is_transposed = o > 4, from_right = o == 2 || o == 3 || o == 6 || o == 7,
               from_bottom = o == 3 || o == 4 || o == 7 || o == 8;
    const std::int64_t height = is_transposed ? info.width : info.height,
                       width = is_transposed ? info.height : info.width;
    std::vector<std::byte> turned(pixels.size());
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
            const std::int64_t up = from_bottom ? height - 1 - y : y, left = from_right ? width - 1 - x : x;
            const std::int64_t from = is_transposed ? left * info.width + up : up * info.width + left;
            std::copy_n(pixels.begin() + 3 * from, 3, turned.begin() + 3 * (y * width + x));
        }
    return turned;
}

}  // namespace blackbody::image
