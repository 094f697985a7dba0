#include "blackbody/formats/image/png_write.h"

#include <png.h>

#include <stdexcept>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {

void write_png(const std::string& path, std::span<const std::uint8_t> pixels, std::int64_t height, std::int64_t width) {
    if (static_cast<std::int64_t>(pixels.size()) != height * width)
        throw std::logic_error("a picture needs height times width bytes");
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width), image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_GRAY;

    // To memory first: the size, then the bytes.
    png_alloc_size_t size = 0;
    std::string bytes;
    bool is_written = png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr) != 0;
    bytes.resize(size);
    is_written = is_written && png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr);
    if (!is_written) throw Error(ErrorKind::output, Complaint{.file = path, .place = "PNG", .found = image.message});
    write_file(path, [&](std::ostream& out) { out.write(bytes.data(), static_cast<std::streamsize>(size)); });
}

}  // namespace blackbody
