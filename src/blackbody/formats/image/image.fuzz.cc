#include "blackbody/formats/image/image.h"
#include "blackbody/formats/fuzz/target.h"
#include "blackbody/formats/limits.h"
#include "support/made_files.h"

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
    return {samples::jpeg(17, 9, pattern(17 * 9 * 3)), samples::jpeg(17, 9, pattern(17 * 9 * 3), progressive)};
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
const Registered<fuzz::Target> entries[] = {Registered<fuzz::Target>{png}, Registered<fuzz::Target>{jpeg}};

}  // namespace
}  // namespace blackbody
