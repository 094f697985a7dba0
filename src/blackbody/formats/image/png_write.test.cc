#include "blackbody/formats/image/png_write.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "blackbody/formats/image/image.h"
#include "blackbody/util/errors.h"
#include "support/files.h"

using namespace blackbody;

TEST(png_write, a_picture_comes_back_as_it_was) {
    const std::vector<std::uint8_t> pixels{0, 1, 127, 128, 254, 255};
    const std::string path = temporary_path("a.png");
    write_png(path, pixels, 2, 3);
    const TensorView back = read_image(path, 1);
    EXPECT_EQ(back.shape, (std::vector<std::int64_t>{2, 3, 1}));
    EXPECT_EQ(std::memcmp(back.bytes.data(), pixels.data(), pixels.size()), 0);
}

TEST(png_write, a_folder_that_is_not_there_is_an_error_of_output) {
    try {
        write_png(temporary_path("no/such/a.png"), std::vector<std::uint8_t>(4), 2, 2);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), 5);
    }
}
