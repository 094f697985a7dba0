// libtiff; the first page, of every kind that it makes into 8-bit R, G, B.
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include <tiffio.h>

#include "blackbody/formats/image/codec.h"

namespace blackbody::image {
namespace {

constexpr std::int64_t pixels_a_byte = 1 << 15;  ///< a blank fax of 4096 x 4096 takes 1.7 kB
constexpr std::int64_t bytes_a_pixel = 16;       ///< of a strip in memory: four channels of 32 bits

/// A file in memory, as libtiff reads it.
struct Reader {
    Bytes bytes;
    std::uint64_t at = 0;
    char error[256] = "";
};

Reader& reader_of(thandle_t handle) { return *static_cast<Reader*>(handle); }

tmsize_t read(thandle_t handle, void* out, tmsize_t size) {
    Reader& r = reader_of(handle);
    if (size <= 0 || r.at >= r.bytes.size()) return 0;
    const std::size_t count = std::min<std::size_t>(static_cast<std::size_t>(size), r.bytes.size() - r.at);
    std::memcpy(out, r.bytes.data() + r.at, count);
    r.at += count;
    return static_cast<tmsize_t>(count);
}

tmsize_t write_nothing(thandle_t, void*, tmsize_t) { return 0; }

toff_t seek(thandle_t handle, toff_t to, int whence) {
    Reader& r = reader_of(handle);
    if (whence == SEEK_SET) r.at = to;
    else if (whence == SEEK_CUR) r.at += to;
    else r.at = r.bytes.size() + to;
    return r.at;
}

int close_nothing(thandle_t) { return 0; }
toff_t size_of(thandle_t handle) { return reader_of(handle).bytes.size(); }

/// The bytes are in memory already: libtiff reads them where they are, and never writes there. Without this, Debian's
/// libtiff refuses plain tiles whose size is no multiple of 1024.
int map(thandle_t handle, void** base, toff_t* size) {
    const Reader& r = reader_of(handle);
    *base = const_cast<char*>(reinterpret_cast<const char*>(r.bytes.data()));
    *size = r.bytes.size();
    return 1;
}
void unmap_nothing(thandle_t, void*, toff_t) {}

/// Keeps the first complaint; warnings are let pass.
int keep(TIFF*, void* user, const char*, const char* format, va_list arguments) {
    auto* reader = static_cast<Reader*>(user);
    if (reader->error[0] == 0) std::vsnprintf(reader->error, sizeof reader->error, format, arguments);
    return 1;
}
int pass(TIFF*, void*, const char*, const char*, va_list) { return 1; }

using File = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

/// Opens the first page; nothing larger than `most` bytes is allocated at once.
File open(Reader& reader, const std::string& path, std::int64_t most) {
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                   TIFFOpenOptionsFree);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep, &reader);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), pass, nullptr);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), most);
    File file(TIFFClientOpenExt("TIFF", "r", &reader, read, write_nothing, seek, close_nothing, size_of, map,
                                unmap_nothing, options.get()),
              TIFFClose);
    if (file == nullptr) refuse(path, "TIFF", reader.error);
    return file;
}

template <class T>
T field(TIFF* file, std::uint32_t tag, T otherwise) {
    T value = otherwise;
    return TIFFGetFieldDefaulted(file, tag, &value) ? value : otherwise;
}

ImageInfo info_of(TIFF* file, const std::string& path, Bytes bytes) {
    const auto photometric = field<std::uint16_t>(file, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
    const bool is_grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    const auto orientation = field<std::uint16_t>(file, TIFFTAG_ORIENTATION, 1);
    const ImageInfo info{.height = field<std::uint32_t>(file, TIFFTAG_IMAGELENGTH, 0),
                         .width = field<std::uint32_t>(file, TIFFTAG_IMAGEWIDTH, 0),
                         .channels = is_grey ? 1 : 3,
                         .orientation = orientation >= 1 && orientation <= 8 ? orientation : 1};
    check_size(info, path);
    check_packing(info, path, bytes, pixels_a_byte);
    return info;
}

/// Colours that were multiplied by their opacity are divided by it; others are told to stay as they are.
bool was_multiplied(TIFF* file) {
    std::uint16_t count = 0, *kinds = nullptr;
    if (TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 0 || count == 0) return false;
    if (kinds[0] == EXTRASAMPLE_ASSOCALPHA) return true;
    std::vector<std::uint16_t> as_stored(kinds, kinds + count);
    as_stored[0] = EXTRASAMPLE_ASSOCALPHA;
    TIFFSetField(file, TIFFTAG_EXTRASAMPLES, count, as_stored.data());
    return false;
}

/// 0xAABBGGRR a pixel, the rows as they are stored.
std::vector<std::uint32_t> raster_of(TIFF* file, const ImageInfo& info, Reader& reader, const std::string& path) {
    TIFFRGBAImage image{};
    char why[1024] = "";
    constexpr int stop_on_error = 1;
    if (TIFFRGBAImageBegin(&image, file, stop_on_error, why) == 0) refuse(path, "TIFF", why[0] ? why : reader.error);
    const std::unique_ptr<TIFFRGBAImage, decltype(&TIFFRGBAImageEnd)> end(&image, TIFFRGBAImageEnd);
    image.req_orientation = image.orientation;
    std::vector<std::uint32_t> raster(static_cast<std::size_t>(info.height * info.width));
    if (TIFFRGBAImageGet(&image, raster.data(), static_cast<std::uint32_t>(info.width),
                         static_cast<std::uint32_t>(info.height)) == 0 ||
        reader.error[0] != 0)
        refuse(path, "TIFF", reader.error);
    return raster;
}

bool is_tiff(Bytes bytes) {
    return has_at(bytes, 0, std::string_view("II*\0", 4)) || has_at(bytes, 0, std::string_view("MM\0*", 4)) ||
           has_at(bytes, 0, std::string_view("II+\0", 4)) || has_at(bytes, 0, std::string_view("MM\0+", 4));
}

std::int64_t header_memory(Bytes bytes) { return (std::int64_t{1} << 20) + 16 * std::ssize(bytes); }

ImageInfo tiff_info(Bytes bytes, const std::string& path) {
    Reader reader{bytes};
    return info_of(open(reader, path, header_memory(bytes)).get(), path, bytes);
}

void decode_tiff(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    Reader reader{bytes};
    const File file = open(reader, path, header_memory(bytes) + bytes_a_pixel * std::ssize(pixels) / 3);
    const ImageInfo info = info_of(file.get(), path, bytes);
    const bool divide = was_multiplied(file.get());
    const std::vector<std::uint32_t> raster = raster_of(file.get(), info, reader, path);
    for (std::size_t i = 0; i < raster.size(); ++i) {
        const std::uint32_t opacity = raster[i] >> 24;
        for (std::size_t c = 0; c < 3; ++c) {
            const std::uint32_t value = raster[i] >> (8 * c) & 255;
            const bool opaque = !divide || opacity == 0;
            pixels[3 * i + c] = static_cast<std::byte>(opaque ? value : std::min(255u, value * 255 / opacity));
        }
    }
}

const Codec record{.name = "TIFF", .endings = ".tif .tiff", .is = is_tiff, .info = tiff_info, .decode = decode_tiff};
const Registered<Codec> entry{record};

}  // namespace
}  // namespace blackbody::image
