#pragma once
/// Pictures of the formats beside PNG and JPEG, made in memory, for tests and as seeds of the fuzzers.
#include <cstring>
#include <string>
#include <vector>

#include <gif_lib.h>
#include <tiffio.h>
#include <webp/encode.h>

namespace blackbody::samples {

using Pixels = std::vector<std::uint8_t>;  ///< R, G, B by row

/// Lossless.
inline std::string webp(int width, int height, const Pixels& rgb) {
    std::uint8_t* out = nullptr;
    const std::size_t size = WebPEncodeLosslessRGB(rgb.data(), width, height, 3 * width, &out);
    const std::string bytes(reinterpret_cast<char*>(out), size);
    WebPFree(out);
    return bytes;
}

inline std::string lossy_webp(int width, int height, const Pixels& rgb) {
    std::uint8_t* out = nullptr;
    const std::size_t size = WebPEncodeRGB(rgb.data(), width, height, 3 * width, 90, &out);
    const std::string bytes(reinterpret_cast<char*>(out), size);
    WebPFree(out);
    return bytes;
}

/// A palette of 16 grey values; `indices` below 16, row by row. The canvas is larger than the frame by `margin`.
inline std::string gif(int width, int height, const Pixels& indices, bool is_interlaced = false, int margin = 0) {
    std::string bytes;
    const auto append = [](GifFileType* file, const GifByteType* data, int size) {
        static_cast<std::string*>(file->UserData)
            ->append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
        return size;
    };
    GifColorType colours[16];
    for (int c = 0; c < 16; ++c) colours[c].Red = colours[c].Green = colours[c].Blue = static_cast<GifByteType>(17 * c);
    ColorMapObject* map = GifMakeMapObject(16, colours);
    GifFileType* file = EGifOpen(&bytes, append, nullptr);
    EGifPutScreenDesc(file, width + 2 * margin, height + 2 * margin, 4, 0, map);
    EGifPutImageDesc(file, margin, margin, width, height, is_interlaced, nullptr);
    const int first[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
    for (int pass = 0; pass < (is_interlaced ? 4 : 1); ++pass)
        for (int y = is_interlaced ? first[pass] : 0; y < height; y += is_interlaced ? step[pass] : 1) {
            Pixels row(indices.begin() + y * width, indices.begin() + (y + 1) * width);
            EGifPutLine(file, row.data(), width);
        }
    EGifCloseFile(file, nullptr);
    GifFreeMapObject(map);
    return bytes;
}

/// How a TIFF is written.
struct TiffKind {
    std::uint16_t compression = COMPRESSION_NONE;
    std::uint16_t channels = 3;  ///< 1 grey, 3 colours, 4 with opacity
    std::uint16_t bits = 8;
    std::uint32_t tile = 0;  ///< side of its tiles; 0: strips
    std::uint16_t orientation = 1;
};

/// `data` holds the rows as the kind wants them.
inline std::string tiff(std::uint32_t width, std::uint32_t height, const Pixels& data, const TiffKind& kind = {}) {
    struct Memory {
        std::string bytes;
        std::size_t at = 0;
    } memory;
    const auto read = [](thandle_t h, void* out, tmsize_t size) -> tmsize_t {
        auto* m = static_cast<Memory*>(h);
        const std::size_t count =
            std::min<std::size_t>(static_cast<std::size_t>(size), m->bytes.size() - std::min(m->at, m->bytes.size()));
        std::memcpy(out, m->bytes.data() + m->at, count);
        m->at += count;
        return static_cast<tmsize_t>(count);
    };
    const auto write = [](thandle_t h, void* in, tmsize_t size) -> tmsize_t {
        auto* m = static_cast<Memory*>(h);
        if (m->bytes.size() < m->at + static_cast<std::size_t>(size))
            m->bytes.resize(m->at + static_cast<std::size_t>(size));
        std::memcpy(m->bytes.data() + m->at, in, static_cast<std::size_t>(size));
        m->at += static_cast<std::size_t>(size);
        return size;
    };
    const auto seek = [](thandle_t h, toff_t to, int whence) -> toff_t {
        auto* m = static_cast<Memory*>(h);
        return m->at = whence == SEEK_SET ? to : whence == SEEK_CUR ? m->at + to : m->bytes.size() + to;
    };
    const auto close = [](thandle_t) { return 0; };
    const auto size = [](thandle_t h) -> toff_t { return static_cast<Memory*>(h)->bytes.size(); };
    TIFF* file = TIFFClientOpen("memory", "wm", &memory, read, write, seek, close, size, nullptr, nullptr);
    TIFFSetField(file, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(file, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, kind.bits);
    TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, kind.channels);
    TIFFSetField(file, TIFFTAG_COMPRESSION, kind.compression);
    TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(file, TIFFTAG_ORIENTATION, kind.orientation);
    TIFFSetField(file, TIFFTAG_PHOTOMETRIC, kind.channels >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    if (kind.channels == 4) {
        const std::uint16_t opacity = EXTRASAMPLE_UNASSALPHA;
        TIFFSetField(file, TIFFTAG_EXTRASAMPLES, 1, &opacity);
    }
    const std::size_t pixel = std::size_t{kind.channels} * kind.bits, row = (width * pixel + 7) / 8;
    Pixels rows = data;
    if (kind.tile == 0) {
        TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, height);
        for (std::uint32_t y = 0; y < height; ++y) TIFFWriteScanline(file, rows.data() + y * row, y, 0);
    } else {
        TIFFSetField(file, TIFFTAG_TILEWIDTH, kind.tile);
        TIFFSetField(file, TIFFTAG_TILELENGTH, kind.tile);
        const std::size_t step = pixel / 8;
        for (std::uint32_t ty = 0; ty < height; ty += kind.tile)
            for (std::uint32_t tx = 0; tx < width; tx += kind.tile) {
                Pixels tile(kind.tile * kind.tile * step, 0);
                for (std::uint32_t y = ty; y < std::min(ty + kind.tile, height); ++y)
                    for (std::uint32_t x = tx; x < std::min(tx + kind.tile, width); ++x)
                        std::memcpy(&tile[((y - ty) * kind.tile + x - tx) * step], &rows[y * row + x * step], step);
                TIFFWriteTile(file, tile.data(), tx, ty, 0, 0);
            }
    }
    TIFFClose(file);
    return memory.bytes;
}

inline void put(std::string& bytes, std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

/// How a bitmap is written: what stands behind its header, and what the header says.
struct BmpKind {
    std::int32_t width = 0, height = 0;  ///< height < 0: the top row first
    std::uint16_t depth = 24;
    std::uint32_t packing = 0;
    std::string masks{}, palette{};  ///< four bytes a colour
};

inline std::string bmp(const BmpKind& kind, const std::string& data) {
    std::string bytes = "BM";
    const std::size_t offset = 54 + kind.masks.size() + kind.palette.size();
    put(bytes, static_cast<std::uint32_t>(offset + data.size()), 4), put(bytes, 0, 4);
    put(bytes, static_cast<std::uint32_t>(offset), 4), put(bytes, 40, 4);
    put(bytes, static_cast<std::uint32_t>(kind.width), 4), put(bytes, static_cast<std::uint32_t>(kind.height), 4);
    put(bytes, 1, 2), put(bytes, kind.depth, 2), put(bytes, kind.packing, 4);
    put(bytes, static_cast<std::uint32_t>(data.size()), 4), put(bytes, 0, 4), put(bytes, 0, 4);
    put(bytes, static_cast<std::uint32_t>(kind.palette.size() / 4), 4), put(bytes, 0, 4);
    return bytes + kind.masks + kind.palette + data;
}

/// A JPEG with an EXIF block behind its first marker that says an orientation.
inline std::string with_orientation(const std::string& jpeg, int orientation) {
    std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0", 16);
    put(exif, 274, 2), put(exif, 3, 2), put(exif, 1, 4), put(exif, static_cast<std::uint32_t>(orientation), 4);
    put(exif, 0, 4);
    std::string marker = "\xff\xe1";
    marker += static_cast<char>((exif.size() + 2) >> 8);
    marker += static_cast<char>(exif.size() + 2);
    return jpeg.substr(0, 2) + marker + exif + jpeg.substr(2);
}

}  // namespace blackbody::samples
