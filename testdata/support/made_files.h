#pragma once
/// Pictures and archives made in memory, for tests and as seeds of the fuzzers.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <jpeglib.h>
#include <png.h>
#include <zip.h>
#include <zlib.h>

namespace blackbody::samples {

/// 8-bit pixels in one of libpng's formats (PNG_FORMAT_RGB, PNG_FORMAT_GRAY, ...).
inline std::string png(std::uint32_t width, std::uint32_t height, std::uint32_t format,
                       const std::vector<std::uint8_t>& pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width, image.height = height, image.format = format;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr);
    std::string bytes(size, '\0');
    png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr);
    return bytes;
}

/// R, G, B (or with four channels C, M, Y, K as Adobe stores them) at quality 100.
inline std::string jpeg(std::uint32_t width, std::uint32_t height, std::vector<std::uint8_t> rgb,
                        bool progressive = false, int channels = 3) {
    jpeg_compress_struct c{};
    jpeg_error_mgr errors;
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&c, &buffer, &size);
    c.image_width = width, c.image_height = height, c.input_components = channels;
    c.in_color_space = channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 100, TRUE);
    if (progressive) jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    for (std::uint32_t y = 0; y < height; ++y) {
        JSAMPROW row = rgb.data() + y * width * static_cast<std::uint32_t>(channels);
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    const std::string bytes(reinterpret_cast<char*>(buffer), size);
    jpeg_destroy_compress(&c);
    std::free(buffer);
    return bytes;
}

inline std::string gzipped(std::string bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data()), stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data()), stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// A zip of (name, bytes).
inline std::string zipped(const std::vector<std::pair<std::string, std::string>>& files,
                          zip_int32_t method = ZIP_CM_DEFLATE) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(memory);
    zip_t* zip = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    for (const auto& [name, bytes] : files) {
        const auto index = zip_file_add(zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), method, 0);
    }
    zip_close(zip);
    zip_stat_t stat;
    zip_source_stat(memory, &stat);
    std::string packed(stat.size, '\0');
    zip_source_open(memory);
    zip_source_read(memory, packed.data(), packed.size());
    zip_source_close(memory);
    zip_source_free(memory);
    return packed;
}

}  // namespace blackbody::samples
