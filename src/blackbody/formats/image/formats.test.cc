/// Formats beside PNG and JPEG: each against the pixels that were written, lossless ones bit by bit.
#include <gtest/gtest.h>

#include <cstdlib>

#include "blackbody/formats/image/image.h"
#include "blackbody/util/errors.h"
#include "support/made_files.h"
#include "support/made_pictures.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;
using samples::Pixels;

namespace {

std::vector<int> decoded(const std::string& bytes, int channels = 3) {
    std::vector<int> values;
    for (const std::byte b : decode_image(std::as_bytes(std::span(bytes)), channels, "a").bytes)
        values.push_back(std::to_integer<int>(b));
    return values;
}

ImageInfo info(const std::string& bytes) { return parse_image_info(std::as_bytes(std::span(bytes)), "a"); }

constexpr int width = 21, height = 13;

/// Colours that differ in every pixel, channel and direction.
Pixels colours() {
    Pixels pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int value : {19 * y, 12 * x, 7 * (x + y)}) pixels.push_back(static_cast<std::uint8_t>(value));
    return pixels;
}

std::vector<int> ints(const Pixels& pixels) { return {pixels.begin(), pixels.end()}; }

void expect_near(const std::vector<int>& a, const std::vector<int>& b, int tolerance) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], tolerance) << i;
}

/// Bitmap rows, the bottom one first, each padded to four bytes.
std::string bmp_rows(const Pixels& pixels, bool is_top_down) {
    std::string rows;
    for (int i = 0; i < height; ++i) {
        const int y = is_top_down ? i : height - 1 - i;
        for (int x = 0; x < width; ++x)
            for (int c = 2; c >= 0; --c)
                rows += static_cast<char>(pixels[static_cast<std::size_t>((y * width + x) * 3 + c)]);
        rows.append((4 - width * 3 % 4) % 4, '\0');
    }
    return rows;
}

}  // namespace

TEST(image_formats, webp_without_loss_and_with) {
    EXPECT_EQ(decoded(samples::webp(width, height, colours())), ints(colours()));
    const Pixels even(width * height * 3, 120);
    expect_near(decoded(samples::lossy_webp(width, height, even)), ints(even), 3);
}

TEST(image_formats, tiff_in_strips_and_tiles_packed_and_plain) {
    for (const std::uint16_t packing :
         {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE})
        for (const std::uint32_t tile : {0u, 16u})
            EXPECT_EQ(decoded(samples::tiff(width, height, colours(), {.compression = packing, .tile = tile})),
                      ints(colours()))
                << packing << " " << tile;
}

TEST(image_formats, tiff_of_one_bit_of_sixteen_and_with_opacity) {
    EXPECT_EQ(decoded(samples::tiff(9, 1, {0b10110001, 0b10000000}, {.channels = 1, .bits = 1}), 1),
              (std::vector<int>{255, 0, 255, 255, 0, 0, 0, 255, 255}));
    EXPECT_EQ(decoded(samples::tiff(2, 1, {0x34, 0x12, 0xff, 0x80}, {.channels = 1, .bits = 16}), 1),
              (std::vector<int>{0x12, 0x80}));
    EXPECT_EQ(decoded(samples::tiff(2, 1, {10, 20, 30, 0, 40, 50, 60, 128}, {.channels = 4})),
              (std::vector<int>{10, 20, 30, 40, 50, 60}));
}

TEST(image_formats, tiff_of_a_fax) {
    const Pixels white(64 / 8 * 4, 0xff);
    EXPECT_EQ(decoded(samples::tiff(64, 4, white, {.compression = COMPRESSION_CCITTFAX4, .channels = 1, .bits = 1}), 1),
              std::vector<int>(64 * 4, 255));
}

TEST(image_formats, gif_its_first_frame_on_its_canvas) {
    Pixels indices;
    std::vector<int> expected;
    for (int i = 0; i < width * height; ++i)
        indices.push_back(static_cast<std::uint8_t>(i % 16)), expected.push_back(17 * (i % 16));
    EXPECT_EQ(decoded(samples::gif(width, height, indices), 1), expected);
    EXPECT_EQ(decoded(samples::gif(width, height, indices, true), 1), expected);
    const std::string with_margin = samples::gif(width, height, indices, false, 2);
    EXPECT_EQ(info(with_margin).width, width + 4);
    const std::vector<int> canvas = decoded(with_margin, 1);
    EXPECT_EQ(canvas[0], 0);
    EXPECT_EQ(canvas[static_cast<std::size_t>(2 * (width + 4) + 2 + 5)], 5 * 17);
}

TEST(image_formats, gif_that_is_cut_short_is_refused) {
    const std::string bytes = samples::gif(width, height, Pixels(width * height, 3));
    for (std::size_t size = 0; size + 4 < bytes.size(); size += 3)
        EXPECT_THROW(decoded(bytes.substr(0, size)), FormatError) << size;
}

TEST(image_formats, bmp_from_either_end) {
    EXPECT_EQ(decoded(samples::bmp({.width = width, .height = height}, bmp_rows(colours(), false))), ints(colours()));
    EXPECT_EQ(decoded(samples::bmp({.width = width, .height = -height}, bmp_rows(colours(), true))), ints(colours()));
}

TEST(image_formats, bmp_with_a_palette_with_masks_and_in_runs) {
    const std::string palette("\x01\x02\x03\0\x0a\x14\x1e\0", 8);  // blue, green, red
    EXPECT_EQ(
        decoded(
            samples::bmp({.width = 9, .height = 1, .depth = 1, .palette = palette}, std::string("\xa0\x80\0\0", 4))),
        (std::vector<int>{30, 20, 10, 3, 2, 1, 30, 20, 10, 3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 2, 1, 30, 20, 10}));
    std::string masks, pixel;
    for (const std::uint32_t mask : {0xf800u, 0x07e0u, 0x001fu}) samples::put(masks, mask, 4);
    samples::put(pixel, 31u << 11 | 0u << 5 | 16u, 2), samples::put(pixel, 0, 2);
    EXPECT_EQ(decoded(samples::bmp({.width = 1, .height = 1, .depth = 16, .packing = 3, .masks = masks}, pixel)),
              (std::vector<int>{255, 0, 16 * 255 / 31}));

    // Runs: three of 1 and a literal of 0 1 0; the second row skips two pixels, then one of 1.
    const std::string runs("\x03\x01\0\x03\0\x01\0\0\0\0\0\x02\x02\0\x01\x01\0\x01", 18);
    EXPECT_EQ(decoded(samples::bmp({.width = 6, .height = 2, .depth = 8, .packing = 1, .palette = palette}, runs), 1),
              (std::vector<int>{2, 2, 22, 2, 2, 2, 22, 22, 22, 2, 22, 2}));
}

TEST(image_formats, jpeg_of_four_inks_is_what_each_ink_leaves_times_what_black_leaves) {
    Pixels inks;
    for (int i = 0; i < 16 * 8; ++i) inks.insert(inks.end(), {200, 100, 50, 128});
    std::vector<int> expected;
    for (int i = 0; i < 16 * 8; ++i)
        expected.insert(expected.end(), {200 * 128 / 255, 100 * 128 / 255, 50 * 128 / 255});
    expect_near(decoded(samples::jpeg(16, 8, inks, false, 4)), expected, 2);
}

TEST(image_formats, orientation_turns_a_picture_upright_in_all_eight_ways) {
    // A dark top left corner, a bright top right one, in between below.
    Pixels pixels;
    constexpr int w = 16, h = 8;
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x)
            for (int c = 0; c < 3; ++c)
                pixels.push_back(static_cast<std::uint8_t>(y < h / 2 ? (x < w / 2 ? 0 : 250) : (x < w / 2 ? 80 : 160)));
    const std::string stored = samples::jpeg(w, h, pixels);
    // The corners of the upright picture: top left, top right, bottom left, bottom right.
    const std::vector<std::vector<int>> corners{{0, 250, 80, 160}, {250, 0, 160, 80}, {160, 80, 250, 0},
                                                {80, 160, 0, 250}, {0, 80, 250, 160}, {80, 0, 160, 250},
                                                {160, 250, 80, 0}, {250, 160, 0, 80}};
    for (int o = 1; o <= 8; ++o) {
        const std::string bytes = samples::with_orientation(stored, o);
        const ImageInfo upright = info(bytes);
        EXPECT_EQ(upright.orientation, o);
        EXPECT_EQ(upright.width, o > 4 ? h : w) << o;
        const std::vector<int> grey = decoded(bytes, 1);
        const auto at = [&](std::int64_t y, std::int64_t x) {
            return grey[static_cast<std::size_t>(y * upright.width + x)];
        };
        const std::int64_t last_y = upright.height - 1, last_x = upright.width - 1;
        expect_near({at(0, 0), at(0, last_x), at(last_y, 0), at(last_y, last_x)},
                    corners[static_cast<std::size_t>(o - 1)], 4);
    }
    EXPECT_EQ(info(samples::with_orientation(stored, 9)).orientation, 1);
    EXPECT_EQ(decoded(samples::tiff(2, 1, {1, 2}, {.channels = 1, .orientation = 3}), 1), (std::vector<int>{2, 1}));
}

TEST(image_formats, a_header_that_declares_a_bomb_is_refused_before_allocation) {
    std::string bmp =
        samples::bmp({.width = 16000, .height = 4000, .depth = 8, .packing = 1}, std::string(100, '\x01'));
    std::string gif = samples::gif(4, 4, Pixels(16, 1));
    gif[6] = gif[8] = 0, gif[7] = gif[9] = 0x20;  // a canvas of 8192 x 8192
    std::string tiff = samples::tiff(4, 4, Pixels(48, 1));
    for (std::size_t i = 0; i + 12 < tiff.size(); ++i)  // the entries of width and length
        if ((tiff.compare(i, 4, std::string("\0\x01\x03\0", 4)) == 0 ||
             tiff.compare(i, 4, std::string("\x01\x01\x03\0", 4)) == 0))
            tiff[i + 8] = 0, tiff[i + 9] = 0x20;
    for (const std::string& bytes : {bmp, gif, tiff}) try {
            decoded(bytes);
            ADD_FAILURE() << bytes.substr(0, 3);
        } catch (const FormatError& error) {
            EXPECT_NE(std::string(error.what()).find("more pixels than"), std::string::npos) << error.what();
        }
}

TEST(image_formats, what_is_no_picture_says_what_it_is) {
    const auto complaint = [](const std::string& bytes) { return complaint_of<FormatError>([&] { decoded(bytes); }); };
    EXPECT_NE(complaint("").find("an empty file"), std::string::npos);
    EXPECT_NE(complaint(std::string("\0\0\0\x18"
                                    "ftypheic",
                                    12))
                  .find("HEIC"),
              std::string::npos);
    EXPECT_NE(complaint("<html>").find("BMP, GIF, JPEG, PNG, TIFF, WebP"), std::string::npos);
}
