#include "blackbody/formats/image/image.h"

#include <gtest/gtest.h>

#include <cstring>

#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/made_files.h"
#include "support/made_pictures.h"
#include "support/shared.h"

using namespace blackbody;
using samples::jpeg;
using samples::png;

namespace {

std::vector<int> pixels(const std::string& bytes, int channels) {
    std::vector<int> values;
    for (const std::byte b : decode_image(std::as_bytes(std::span(bytes)), channels, "a.png").bytes)
        values.push_back(std::to_integer<int>(b));
    return values;
}

}  // namespace

TEST(image, a_png_comes_back_pixel_by_pixel) {
    EXPECT_EQ(pixels(png(2, 1, PNG_FORMAT_RGB, {10, 20, 30, 40, 50, 60}), 3),
              (std::vector<int>{10, 20, 30, 40, 50, 60}));
}

TEST(image, grey_becomes_three_equal_channels_and_transparency_is_dropped) {
    EXPECT_EQ(pixels(png(2, 1, PNG_FORMAT_GRAY, {10, 200}), 3), (std::vector<int>{10, 10, 10, 200, 200, 200}));
    EXPECT_EQ(pixels(png(1, 1, PNG_FORMAT_RGBA, {10, 20, 30, 0}), 3), (std::vector<int>{10, 20, 30}));
}

TEST(image, colour_becomes_grey_by_rec_601) {
    EXPECT_NEAR(pixels(png(1, 1, PNG_FORMAT_RGB, {100, 150, 200}), 1)[0], 0.299 * 100 + 0.587 * 150 + 0.114 * 200, 1);
}

TEST(image, a_flat_jpeg_keeps_its_colour) {
    const std::string bytes = jpeg(16, 8, [] {
        std::vector<std::uint8_t> v;
        for (int i = 0; i < 128; ++i) v.insert(v.end(), {200, 100, 50});
        return v;
    }());
    const std::vector<int> values = pixels(bytes, 3);
    ASSERT_EQ(values.size(), 16u * 8 * 3);
    for (std::size_t i = 0; i < values.size(); i += 3) {
        EXPECT_NEAR(values[i], 200, 2);
        EXPECT_NEAR(values[i + 1], 100, 2);
        EXPECT_NEAR(values[i + 2], 50, 2);
    }
}

TEST(image, every_truncation_is_refused) {
    std::vector<std::uint8_t> noise(32 * 32 * 3);
    for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<std::uint8_t>(i * 2654435761u >> 24);
    for (const std::string& bytes :
         {png(32, 32, PNG_FORMAT_RGB, noise), jpeg(32, 32, noise), samples::webp(32, 32, noise),
          samples::lossy_webp(32, 32, noise), samples::tiff(32, 32, noise),
          samples::tiff(32, 32, noise, {.compression = COMPRESSION_LZW}),
          samples::bmp({.width = 32, .height = 32}, std::string(noise.begin(), noise.end()))})
        for (std::size_t size = 0; size + 2 < bytes.size(); size += 7)
            EXPECT_THROW(pixels(bytes.substr(0, size), 3), FormatError) << size;
}

TEST(image, a_png_that_declares_more_pixels_than_it_can_hold_is_refused_before_allocation) {
    std::string bytes = png(2, 1, PNG_FORMAT_RGB, {10, 20, 30, 40, 50, 60});
    const unsigned char size[8] = {0, 0, 0x20, 0, 0, 0, 0x20, 0};  // 8192 x 8192
    std::memcpy(&bytes[16], size, 8);
    const auto sum = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(&bytes[12]), 17));
    for (int i = 0; i < 4; ++i) bytes[29 + i] = static_cast<char>(sum >> (24 - 8 * i));
    try {
        pixels(bytes, 3);
        FAIL();
    } catch (const FormatError& error) {
        EXPECT_NE(std::string(error.what()).find("more pixels than"), std::string::npos) << error.what();
    }
}

TEST(image, opens_the_reference_photos) {
    REQUIRE_SHARED("images/kitten_224.png");
    EXPECT_EQ(read_image(shared_file("images/kitten_224.png"), 3).shape, (std::vector<std::int64_t>{224, 224, 3}));
    EXPECT_EQ(read_image(shared_file("images/fish.png"), 3).shape[2], 3);
}
