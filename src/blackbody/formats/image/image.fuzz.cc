#include "blackbody/formats/image/image.h"
#include "blackbody/formats/fuzz/target.h"
#include "blackbody/formats/limits.h"
#include "support/made_files.h"
#include "support/made_pictures.h"

namespace blackbody {
namespace {

std::vector<std::uint8_t> pattern(std::size_t size) {
    std::vector<std::uint8_t> pixels(size);
    for (std::size_t i = 0; i < size; ++i) pixels[i] = static_cast<std::uint8_t>(i * 37);
    return pixels;
}

std::vector<std::string> pngs() {
    return {samples::png(9, 7, PNG_FORMAT_RGB, pattern(9 * 7 * 3)), samples::png(9, 7, PNG_FORMAT_GRAY, pattern(9 * 7)),
            samples::png(9, 7, PNG_FORMAT_RGBA, pattern(9 * 7 * 4)),
            samples::png(64, 64, PNG_FORMAT_GRAY, std::vector<std::uint8_t>(64 * 64, 0))};
}

std::vector<std::string> jpegs() {
    constexpr bool progressive = true;
    const std::string plain = samples::jpeg(17, 9, pattern(17 * 9 * 3));
    return {plain, samples::jpeg(17, 9, pattern(17 * 9 * 3), progressive), samples::with_orientation(plain, 6)};
}

std::vector<std::string> webps() {
    return {samples::webp(17, 9, pattern(17 * 9 * 3)), samples::lossy_webp(17, 9, pattern(17 * 9 * 3))};
}

std::vector<std::string> tiffs() {
    const auto rgb = pattern(17 * 9 * 3);
    return {samples::tiff(17, 9, rgb),
            samples::tiff(17, 9, rgb, {.compression = COMPRESSION_LZW, .orientation = 6}),
            samples::tiff(17, 9, rgb, {.compression = COMPRESSION_ADOBE_DEFLATE, .tile = 16}),
            samples::tiff(17, 9, rgb, {.compression = COMPRESSION_JPEG}),
            samples::tiff(24, 9, pattern(3 * 9), {.compression = COMPRESSION_CCITTFAX4, .channels = 1, .bits = 1}),
            samples::tiff(17, 9, pattern(17 * 9 * 4), {.compression = COMPRESSION_PACKBITS, .channels = 4})};
}

std::vector<std::string> gifs() {
    std::vector<std::uint8_t> indices = pattern(17 * 9);
    for (std::uint8_t& index : indices) index %= 16;
    return {samples::gif(17, 9, indices), samples::gif(17, 9, indices, true), samples::gif(17, 9, indices, false, 3)};
}

std::vector<std::string> bmps() {
    const auto rows = [](std::size_t size) {
        const auto bytes = pattern(size);
        return std::string(bytes.begin(), bytes.end());
    };
    const std::string palette = rows(64), masks("\0\xf8\0\0\xe0\x07\0\0\x1f\0\0\0", 12);
    return {samples::bmp({.width = 5, .height = 3}, rows(48)),
            samples::bmp({.width = 5, .height = -3, .depth = 32}, rows(60)),
            samples::bmp({.width = 5, .height = 3, .depth = 4, .palette = palette}, rows(12)),
            samples::bmp({.width = 5, .height = 3, .depth = 16, .packing = 3, .masks = masks}, rows(36)),
            samples::bmp({.width = 5, .height = 2, .depth = 8, .packing = 1, .palette = palette},
                         std::string("\x05\x01\0\0\0\x03\x01\x02\x03\0\x02\x04\0\x01", 14))};
}

/// Writes the checksum of every chunk anew.
std::string with_checksums(std::string bytes) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::size_t length = byte(at) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
        if (length > bytes.size() - at - 12) break;
        const auto sum = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(&bytes[at + 4]), static_cast<uInt>(length + 4)));
        for (std::size_t i = 0; i < 4; ++i) bytes[at + 8 + length + i] = static_cast<char>(sum >> (24 - 8 * i));
        at += 12 + length;
    }
    return bytes;
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    fuzz::touch(decode_image(bytes, 3, "a.png").bytes);
    fuzz::touch(decode_image(bytes, 1, "a.png").bytes);
}

// A bit of a PNG may become three bytes; a JPEG's coefficients and pixels take nine bytes a pixel.
const fuzz::Target png{
    .name = "png", .seeds = pngs, .parse = parse, .amplification = 8 * 3 * max_deflate_ratio, .repair = with_checksums};
const fuzz::Target jpeg{.name = "jpeg", .seeds = jpegs, .parse = parse, .amplification = 9 * 512};
// An even area of WebP, and a blank fax, take next to nothing: 2^15 pixels a byte are believed, and take twelve bytes
// each.
const fuzz::Target webp{.name = "webp", .seeds = webps, .parse = parse, .amplification = 12 << 15};
const fuzz::Target tiff{.name = "tiff", .seeds = tiffs, .parse = parse, .amplification = 12 << 15};
const fuzz::Target gif{.name = "gif", .seeds = gifs, .parse = parse, .amplification = 8 << 12};
const fuzz::Target bmp{.name = "bmp", .seeds = bmps, .parse = parse, .amplification = 8 * 255};
const Registered<fuzz::Target> entries[] = {Registered<fuzz::Target>{png},  Registered<fuzz::Target>{jpeg},
                                            Registered<fuzz::Target>{webp}, Registered<fuzz::Target>{tiff},
                                            Registered<fuzz::Target>{gif},  Registered<fuzz::Target>{bmp}};

}  // namespace
}  // namespace blackbody
