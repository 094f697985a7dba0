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
    jpeg_read_header(&decoder->jpeg, TRUE);
    return true;
}

bool decode(Decoder* decoder, unsigned char* pixels, std::size_t size) {
    if (setjmp(decoder->jump)) return false;
    decoder->jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&decoder->jpeg);
    const std::size_t row = static_cast<std::size_t>(decoder->jpeg.output_width) *
                            static_cast<std::size_t>(decoder->jpeg.output_components);
    if (row * decoder->jpeg.output_height != size) return false;
    while (decoder->jpeg.output_scanline < decoder->jpeg.output_height) {
        JSAMPROW line = pixels + decoder->jpeg.output_scanline * row;
        jpeg_read_scanlines(&decoder->jpeg, &line, 1);
    }
    jpeg_finish_decompress(&decoder->jpeg);
    return true;
}

void open(Decoder& decoder, std::span<const std::byte> bytes, const std::string& path) {
    if (!start(&decoder, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()))
        refuse(path, "JPEG", decoder.error);
    if (decoder.jpeg.num_components != 1 && decoder.jpeg.num_components != 3)
        refuse(path, "JPEG",
               std::to_string(decoder.jpeg.num_components) + " components (only grey and RGB pictures are read)");
}

}  // namespace

ImageInfo jpeg_info(std::span<const std::byte> bytes, const std::string& path) {
    Decoder decoder;
    const Closing closing{decoder};
    open(decoder, bytes, path);
    if (decoder.jpeg.arith_code) refuse(path, "JPEG", "arithmetic coding, which is not read");
    if (std::uint64_t{decoder.jpeg.image_height} * decoder.jpeg.image_width > max_pixels_of_a_byte * bytes.size())
        refuse(path, "JPEG",
               "a header that declares more pixels than " + std::to_string(bytes.size()) + " bytes can hold");
    return {.height = decoder.jpeg.image_height,
            .width = decoder.jpeg.image_width,
            .channels = decoder.jpeg.num_components};
}

void decode_jpeg(std::span<const std::byte> bytes, const std::string& path, std::span<std::byte> pixels) {
    Decoder decoder;
    const Closing closing{decoder};
    open(decoder, bytes, path);
    if (!decode(&decoder, reinterpret_cast<unsigned char*>(pixels.data()), pixels.size()))
        refuse(path, "JPEG", decoder.error);
}

}  // namespace blackbody::image
