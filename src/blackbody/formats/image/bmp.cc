// Windows bitmaps. No well-kept library of the distributions reads this format alone, and it is small: a header,
// perhaps a palette, and rows of whole words, or runs of equal pixels.
// https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "blackbody/formats/image/codec.h"

namespace blackbody::image {
namespace {

constexpr std::int64_t pixels_a_run = 255;  ///< two bytes of RLE8; RLE also leaves pixels out, but honest files do not
enum Packing : std::uint32_t { plain = 0, rle8 = 1, rle4 = 2, masks = 3, alpha_masks = 6 };
constexpr std::size_t file_header = 14;

struct Header {
    std::int64_t height = 0, width = 0;
    bool is_top_down = false, is_os2 = false;
    std::uint32_t depth = 0, packing = plain;
    std::size_t palette = 0, colours = 0, pixels = 0;  ///< where the palette stands, its length, where the pixels stand
    std::array<std::uint32_t, 3> mask{};               ///< of red, green, blue in a pixel of 16 or 32 bits
};

std::uint32_t number(Bytes bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | (at + i < bytes.size() ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0);
    return value;
}

void read_masks(Header& h, Bytes bytes) {
    if (h.packing == masks || h.packing == alpha_masks)
        for (std::size_t c = 0; c < 3; ++c) h.mask[c] = number(bytes, file_header + 40 + 4 * c, 4);
    else if (h.depth == 16) h.mask = {0x7c00, 0x03e0, 0x001f};
    else h.mask = {0xff0000, 0x00ff00, 0x0000ff};
}

Header header_of(Bytes bytes, const std::string& path) {
    const std::size_t size = number(bytes, file_header, 4);
    if (bytes.size() < file_header + 12 || size < 12 || size > 256 || bytes.size() < file_header + size)
        refuse(path, "BMP", "a damaged header");
    Header h{.is_os2 = size == 12, .pixels = number(bytes, 10, 4)};
    if (h.is_os2) {
        h.width = number(bytes, 18, 2), h.height = number(bytes, 20, 2), h.depth = number(bytes, 24, 2);
    } else {
        const std::int64_t height = static_cast<std::int32_t>(number(bytes, 22, 4));
        h.width = static_cast<std::int32_t>(number(bytes, 18, 4)), h.height = std::abs(height);
        h.is_top_down = height < 0;
        h.depth = number(bytes, 28, 2);
        if (size >= 40) h.packing = number(bytes, 30, 4), h.colours = number(bytes, 46, 4);
    }

    // The palette stands between the header (with its masks) and the pixels.
    read_masks(h, bytes);
    const bool masks_follow = size == 40 && (h.packing == masks || h.packing == alpha_masks);
    h.palette = file_header + size + (masks_follow ? (h.packing == masks ? 12 : 16) : 0);
    if (h.depth <= 8 && (h.colours == 0 || h.colours > 256)) h.colours = std::size_t{1} << h.depth;

    const bool runs = h.packing == rle8 || h.packing == rle4;
    const bool depth_fits = h.packing == rle8    ? h.depth == 8
                            : h.packing == rle4  ? h.depth == 4
                            : h.packing == plain ? h.depth == 1 || h.depth == 2 || h.depth == 4 || h.depth == 8 ||
                                                       h.depth == 16 || h.depth == 24 || h.depth == 32
                                                 : h.depth == 16 || h.depth == 32;
    if (!depth_fits || (h.packing > masks && h.packing != alpha_masks) || (runs && h.is_top_down))
        refuse(
            path, "BMP",
            std::to_string(h.depth) + " bits a pixel in packing " + std::to_string(h.packing) + ", which is not read");
    return h;
}

std::size_t row_bytes(const Header& h) { return (static_cast<std::size_t>(h.width) * h.depth + 31) / 32 * 4; }

ImageInfo checked_info(const Header& h, Bytes bytes, const std::string& path) {
    const ImageInfo info{.height = h.height, .width = h.width, .channels = 3};
    check_size(info, path);
    const bool runs = h.packing == rle8 || h.packing == rle4;
    if (runs) check_packing(info, path, bytes, pixels_a_run);
    else if (h.pixels > bytes.size() || row_bytes(h) * static_cast<std::size_t>(h.height) > bytes.size() - h.pixels)
        refuse(path, "BMP", "fewer bytes than its header declares pixels");
    return info;
}

/// Runs of equal pixels to one colour number a byte, the bottom row first. https://learn.microsoft.com, "Bitmap
/// Compression".
std::vector<std::uint8_t> unpacked(const Header& h, Bytes bytes, const std::string& path) {
    std::vector<std::uint8_t> canvas(static_cast<std::size_t>(h.height * h.width));
    std::int64_t x = 0, y = 0;
    std::size_t at = h.pixels;
    const auto put = [&](std::uint32_t value) {
        if (y < h.height && x < h.width)
            canvas[static_cast<std::size_t>(y * h.width + x)] = static_cast<std::uint8_t>(value);
        ++x;
    };
    const bool halves = h.packing == rle4;
    while (y < h.height) {
        if (at + 2 > bytes.size()) refuse(path, "BMP", "runs that are cut short");
        const std::uint32_t count = number(bytes, at, 1), value = number(bytes, at + 1, 1);
        at += 2;
        if (count > 0) {
            for (std::uint32_t i = 0; i < count; ++i) put(!halves ? value : i % 2 == 0 ? value >> 4 : value & 15);
        } else if (value == 0) {
            x = 0, ++y;
        } else if (value == 1) {
            break;
        } else if (value == 2) {
            x += number(bytes, at, 1), y += number(bytes, at + 1, 1), at += 2;
        } else {
            const std::size_t packed = halves ? (value + 1) / 2 : value;
            if (at + packed > bytes.size()) refuse(path, "BMP", "runs that are cut short");
            for (std::uint32_t i = 0; i < value; ++i) {
                const std::uint32_t byte = number(bytes, at + (halves ? i / 2 : i), 1);
                put(!halves ? byte : i % 2 == 0 ? byte >> 4 : byte & 15);
            }
            at += (packed + 1) / 2 * 2;
        }
    }
    return canvas;
}

using Colour = std::array<std::uint8_t, 3>;

/// Red, green, blue of a colour number; black behind the palette's end.
std::vector<Colour> palette_of(const Header& h, Bytes bytes) {
    std::vector<Colour> palette(256);
    const std::size_t step = h.is_os2 ? 3 : 4;
    for (std::size_t i = 0; i < std::min<std::size_t>(h.colours, 256); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            palette[i][c] = static_cast<std::uint8_t>(number(bytes, h.palette + step * i + 2 - c, 1));
    return palette;
}

/// A masked part of a pixel, its largest value as 255.
std::uint8_t masked(std::uint32_t pixel, std::uint32_t mask) {
    if (mask == 0) return 0;
    const int shift = std::countr_zero(mask);
    return static_cast<std::uint8_t>(std::uint64_t{(pixel & mask) >> shift} * 255 / (mask >> shift));
}

/// A pixel of rows that are not packed.
Colour pixel_at(const Header& h, Bytes bytes, std::size_t row, std::int64_t x, const std::vector<Colour>& palette) {
    const std::size_t bit = static_cast<std::size_t>(x) * h.depth;
    if (h.depth <= 8) {
        const std::uint32_t byte = number(bytes, row + bit / 8, 1);
        return palette[byte >> (8 - h.depth - bit % 8) & ((1u << h.depth) - 1)];
    }
    const std::uint32_t pixel = number(bytes, row + bit / 8, h.depth / 8);
    return {masked(pixel, h.mask[0]), masked(pixel, h.mask[1]), masked(pixel, h.mask[2])};
}

bool is_bmp(Bytes bytes) { return has_at(bytes, 0, "BM") && bytes.size() >= 26; }

ImageInfo bmp_info(Bytes bytes, const std::string& path) { return checked_info(header_of(bytes, path), bytes, path); }

void decode_bmp(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    const Header h = header_of(bytes, path);
    checked_info(h, bytes, path);
    const std::vector<Colour> palette = h.depth <= 8 ? palette_of(h, bytes) : std::vector<Colour>{};
    const bool runs = h.packing == rle8 || h.packing == rle4;
    const std::vector<std::uint8_t> canvas = runs ? unpacked(h, bytes, path) : std::vector<std::uint8_t>{};
    for (std::int64_t y = 0; y < h.height; ++y) {
        const std::int64_t stored = h.is_top_down ? y : h.height - 1 - y;
        for (std::int64_t x = 0; x < h.width; ++x) {
            const Colour colour =
                runs ? palette[canvas[static_cast<std::size_t>(stored * h.width + x)]]
                     : pixel_at(h, bytes, h.pixels + static_cast<std::size_t>(stored) * row_bytes(h), x, palette);
            for (std::size_t c = 0; c < 3; ++c)
                pixels[static_cast<std::size_t>(y * h.width + x) * 3 + c] = static_cast<std::byte>(colour[c]);
        }
    }
}

const Codec record{.name = "BMP", .endings = ".bmp .dib", .is = is_bmp, .info = bmp_info, .decode = decode_bmp};
const Registered<Codec> entry{record};

}  // namespace
}  // namespace blackbody::image
