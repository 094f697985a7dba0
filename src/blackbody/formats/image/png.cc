// libpng, its classic interface.
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "blackbody/formats/image/codec.h"
#include "blackbody/formats/limits.h"

namespace blackbody::image {
namespace {

/// All that lives across libpng's calls; nothing in it has a destructor.
struct Decoder {
    png_structp png = nullptr;
    png_infop info = nullptr;
    const std::byte* at = nullptr;
    const std::byte* end = nullptr;
    char error[128] = "";
};

struct Closing {
    Decoder& decoder;
    ~Closing() { png_destroy_read_struct(&decoder.png, &decoder.info, nullptr); }
};

void fail(png_structp png, png_const_charp message) {
    auto* decoder = static_cast<Decoder*>(png_get_error_ptr(png));
    std::strncpy(decoder->error, message, sizeof decoder->error - 1);
    png_longjmp(png, 1);
}

void ignore(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep out, png_size_t size) {
    auto* decoder = static_cast<Decoder*>(png_get_io_ptr(png));
    if (size > static_cast<png_size_t>(decoder->end - decoder->at)) png_error(png, "the file ends too early");
    std::memcpy(out, decoder->at, size);
    decoder->at += size;
}

bool start(Decoder* decoder) {
    decoder->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder, fail, ignore);
    if (!decoder->png) return false;
    if (setjmp(png_jmpbuf(decoder->png))) return false;
    decoder->info = png_create_info_struct(decoder->png);
    if (!decoder->info) return false;
    png_set_user_limits(decoder->png, max_side, max_side);
    png_set_chunk_cache_max(decoder->png, 64);
    png_set_chunk_malloc_max(decoder->png, 1 << 20);
    png_set_keep_unknown_chunks(decoder->png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_set_read_fn(decoder->png, decoder, read_bytes);
    png_read_info(decoder->png, decoder->info);
    return true;
}

/// Palettes, 16 bits, transparency and grey to 8-bit R, G, B.
bool transform(Decoder* decoder) {
    if (setjmp(png_jmpbuf(decoder->png))) return false;
    const bool is_colour = (png_get_color_type(decoder->png, decoder->info) & PNG_COLOR_MASK_COLOR) != 0;
    png_set_expand(decoder->png);
    png_set_strip_16(decoder->png);
    png_set_strip_alpha(decoder->png);
    if (!is_colour) png_set_gray_to_rgb(decoder->png);
    png_set_interlace_handling(decoder->png);
    png_read_update_info(decoder->png, decoder->info);
    return true;
}

bool read_rows(Decoder* decoder, png_bytepp rows) {
    if (setjmp(png_jmpbuf(decoder->png))) return false;
    png_read_image(decoder->png, rows);
    png_read_end(decoder->png, nullptr);
    return true;
}

void open(Decoder& decoder, std::span<const std::byte> bytes, const std::string& path) {
    decoder.at = bytes.data();
    decoder.end = bytes.data() + bytes.size();
    if (!start(&decoder)) refuse(path, "PNG", decoder.error);
}

int orientation_of(const Decoder& decoder) {
    png_uint_32 size = 0;
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(decoder.png, decoder.info, &size, &exif) == 0) return 1;
    return exif_orientation(std::as_bytes(std::span(exif, size)));
}

bool is_png(Bytes bytes) { return has_at(bytes, 0, "\x89PNG\r\n\x1a\n"); }

ImageInfo png_info(Bytes bytes, const std::string& path) {
    Decoder decoder;
    const Closing closing{decoder};
    open(decoder, bytes, path);
    const bool is_colour = (png_get_color_type(decoder.png, decoder.info) & PNG_COLOR_MASK_COLOR) != 0;
    const ImageInfo info{.height = png_get_image_height(decoder.png, decoder.info),
                         .width = png_get_image_width(decoder.png, decoder.info),
                         .channels = is_colour ? 3 : 1,
                         .orientation = orientation_of(decoder)};
    check_size(info, path);
    const auto packed_rows = static_cast<std::uint64_t>(info.height) * png_get_rowbytes(decoder.png, decoder.info);
    if (!deflate_can_hold(bytes.size(), packed_rows))
        refuse(path, "PNG",
               "a header that declares more pixels than " + std::to_string(bytes.size()) + " bytes can hold");
    return info;
}

void decode_png(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    Decoder decoder;
    const Closing closing{decoder};
    open(decoder, bytes, path);
    if (!transform(&decoder)) refuse(path, "PNG", decoder.error);

    // The rows must fit where they go.
    const std::size_t row = png_get_rowbytes(decoder.png, decoder.info),
                      height = png_get_image_height(decoder.png, decoder.info);
    if (row * height != pixels.size()) refuse(path, "PNG", "rows of " + std::to_string(row) + " bytes");
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = reinterpret_cast<png_bytep>(pixels.data() + y * row);
    if (!read_rows(&decoder, rows.data())) refuse(path, "PNG", decoder.error);
}

const Codec record{.name = "PNG", .endings = ".png", .is = is_png, .info = png_info, .decode = decode_png};
const Registered<Codec> entry{record};

}  // namespace
}  // namespace blackbody::image
