// libjpeg-turbo.
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include <jerror.h>
#include <jpeglib.h>

#include "blackbody/formats/image/codec.h"

namespace blackbody::image {
namespace {

constexpr int max_scans = 100;  ///< progressive pictures have about ten; each costs a pass over all pixels

/// A Huffman code spends at least a bit on the first coefficient of each block of 8 x 8 pixels.
constexpr std::uint64_t max_pixels_of_a_byte = std::uint64_t{8} * 64;

constexpr int exif_marker = JPEG_APP0 + 1;

/// All that lives across libjpeg's calls; nothing in it has a destructor.
struct Decoder {
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf jump;
    char error[JMSG_LENGTH_MAX] = "";
};

struct Closing {
    Decoder& decoder;
    ~Closing() { jpeg_destroy_decompress(&decoder.jpeg); }
};

[[noreturn]] void fail(j_common_ptr jpeg) {
    auto* decoder = static_cast<Decoder*>(jpeg->client_data);
    jpeg->err->format_message(jpeg, decoder->error);
    std::longjmp(decoder->jump, 1);
}

/// A picture that is cut short is only a warning to libjpeg; to us it is an error.
void warn(j_common_ptr jpeg, int level) {
    const int code = jpeg->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) fail(jpeg);
}

void count_scans(j_common_ptr jpeg) {
    if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= max_scans) return;
    auto* decoder = static_cast<Decoder*>(jpeg->client_data);
    std::strncpy(decoder->error, "more scans than any honest picture has", sizeof decoder->error - 1);
    std::longjmp(decoder->jump, 1);
}

bool start(Decoder* decoder, const unsigned char* bytes, unsigned long size) {
    decoder->jpeg.err = jpeg_std_error(&decoder->errors);
    decoder->errors.error_exit = fail;
    decoder->errors.emit_message = warn;
    decoder->progress.progress_monitor = count_scans;
    decoder->jpeg.client_data = decoder;
    if (setjmp(decoder->jump)) return false;
    jpeg_create_decompress(&decoder->jpeg);
    decoder->jpeg.progress = &decoder->progress;
    jpeg_mem_src(&decoder->jpeg, bytes, size);
    jpeg_save_markers(&decoder->jpeg, exif_marker, 0xffff);
    jpeg_read_header(&decoder->jpeg, TRUE);
    return true;
}

/// Four inks to three lights: what an ink leaves of a light, times what black leaves. Adobe stores what is left.
void mix(const unsigned char* inks, unsigned char* pixels, std::size_t count, bool are_inverted) {
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t c = 0; c < 3; ++c) {
            const unsigned ink = inks[4 * i + c], black = inks[4 * i + 3];
            const unsigned left = are_inverted ? ink * black : (255 - ink) * (255 - black);
            pixels[3 * i + c] = static_cast<unsigned char>((left + 127) / 255);
        }
}

bool decode(Decoder* decoder, unsigned char* pixels, std::size_t size) {
    if (setjmp(decoder->jump)) return false;
    jpeg_decompress_struct& jpeg = decoder->jpeg;
    const bool has_inks = jpeg.num_components == 4;
    jpeg.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&jpeg);
    const std::size_t row = static_cast<std::size_t>(jpeg.output_width) * 3;
    if (row * jpeg.output_height != size || jpeg.output_components != (has_inks ? 4 : 3)) return false;
    JSAMPARRAY inks = nullptr;
    if (has_inks)
        inks = jpeg.mem->alloc_sarray(reinterpret_cast<j_common_ptr>(&jpeg), JPOOL_IMAGE, 4 * jpeg.output_width, 1);
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW line = pixels + jpeg.output_scanline * row;
        jpeg_read_scanlines(&jpeg, has_inks ? inks : &line, 1);
        if (has_inks) mix(inks[0], line, jpeg.output_width, jpeg.saw_Adobe_marker);
    }
    jpeg_finish_decompress(&jpeg);
    return true;
}

void open(Decoder& decoder, std::span<const std::byte> bytes, const std::string& path) {
    if (!start(&decoder, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()))
        refuse(path, "JPEG", decoder.error);
    const int components = decoder.jpeg.num_components;
    if (components != 1 && components != 3 && components != 4)
        refuse(path, "JPEG", std::to_string(components) + " components (grey, RGB and CMYK pictures are read)");
}

int orientation_of(const Decoder& decoder) {
    for (jpeg_saved_marker_ptr marker = decoder.jpeg.marker_list; marker != nullptr; marker = marker->next) {
        const Bytes block = std::as_bytes(std::span(marker->data, marker->data_length));
        if (marker->marker == exif_marker && has_at(block, 0, "Exif")) return exif_orientation(block);
    }
    return 1;
}

bool is_jpeg(Bytes bytes) { return has_at(bytes, 0, "\xff\xd8\xff"); }

ImageInfo jpeg_info(Bytes bytes, const std::string& path) {
    Decoder decoder;
    const Closing closing{decoder};
    open(decoder, bytes, path);
    if (decoder.jpeg.arith_code) refuse(path, "JPEG", "arithmetic coding, which is not read");
    if (std::uint64_t{decoder.jpeg.image_height} * decoder.jpeg.image_width > max_pixels_of_a_byte * bytes.size())
        refuse(path, "JPEG",
               "a header that declares more pixels than " + std::to_string(bytes.size()) + " bytes can hold");
    return {.height = decoder.jpeg.image_height,
            .width = decoder.jpeg.image_width,
            .channels = decoder.jpeg.num_components == 1 ? 1 : 3,
            .orientation = orientation_of(decoder)};
}

void decode_jpeg(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    Decoder decoder;
    const Closing closing{decoder};
    open(decoder, bytes, path);
    if (!decode(&decoder, reinterpret_cast<unsigned char*>(pixels.data()), pixels.size()))
        refuse(path, "JPEG", decoder.error);
}

const Codec record{
    .name = "JPEG", .endings = ".jpg .jpeg .jpe .jfif", .is = is_jpeg, .info = jpeg_info, .decode = decode_jpeg};
const Registered<Codec> entry{record};

}  // namespace
}  // namespace blackbody::image
