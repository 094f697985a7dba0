// giflib; the first frame on its canvas.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <gif_lib.h>

#include "blackbody/formats/image/codec.h"

namespace blackbody::image {
namespace {

constexpr std::int64_t pixels_a_byte = 1 << 12;  ///< a code of 12 bits stands for at most 4096 pixels

struct Reader {
    Bytes bytes;
    std::size_t at = 0;
};

int read(GifFileType* gif, GifByteType* out, int size) {
    auto* reader = static_cast<Reader*>(gif->UserData);
    const std::size_t count = std::min<std::size_t>(static_cast<std::size_t>(size), reader->bytes.size() - reader->at);
    std::memcpy(out, reader->bytes.data() + reader->at, count);
    reader->at += count;
    return static_cast<int>(count);
}

int close(GifFileType* gif) { return DGifCloseFile(gif, nullptr); }

using File = std::unique_ptr<GifFileType, decltype(&close)>;

/// What stands before the pixels of the first frame.
struct Frame {
    File file;
    int transparent = NO_TRANSPARENT_COLOR;
};

/// Reads up to the first frame; extensions on the way may name a transparent colour.
Frame open(Reader& reader, const std::string& path) {
    Frame frame{File(DGifOpen(&reader, read, nullptr), close)};
    GifFileType* gif = frame.file.get();
    if (gif == nullptr) refuse(path, "GIF", "a damaged header");
    for (;;) {
        GifRecordType type = UNDEFINED_RECORD_TYPE;
        if (DGifGetRecordType(gif, &type) == GIF_ERROR || type == TERMINATE_RECORD_TYPE)
            refuse(path, "GIF", "no frame");
        if (type == IMAGE_DESC_RECORD_TYPE) break;
        int code = 0;
        GifByteType* block = nullptr;
        for (int more = DGifGetExtension(gif, &code, &block); block != nullptr;
             more = DGifGetExtensionNext(gif, &block)) {
            if (more == GIF_ERROR) refuse(path, "GIF", "a damaged extension");
            GraphicsControlBlock control{};
            if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
                frame.transparent = control.TransparentColor;
        }
    }
    if (DGifGetImageDesc(gif) == GIF_ERROR) refuse(path, "GIF", "a damaged first frame");
    return frame;
}

/// The canvas, made larger where the frame reaches beyond it.
ImageInfo info_of(const GifFileType& gif, const std::string& path, Bytes bytes) {
    const ImageInfo info{.height = std::max<std::int64_t>(gif.SHeight, gif.Image.Top + gif.Image.Height),
                         .width = std::max<std::int64_t>(gif.SWidth, gif.Image.Left + gif.Image.Width),
                         .channels = 3};
    check_size(info, path);
    check_packing(info, path, bytes, pixels_a_byte);
    return info;
}

/// Colour numbers of the canvas; what the frame leaves open is transparent, else colour 0.
std::vector<GifByteType> indices_of(Frame& frame, const ImageInfo& info, const std::string& path) {
    GifFileType* gif = frame.file.get();
    const auto nothing = static_cast<GifByteType>(std::max(frame.transparent, 0));
    std::vector<GifByteType> canvas(static_cast<std::size_t>(info.height * info.width), nothing);
    const auto read_line = [&](int y) {
        GifByteType* line = canvas.data() + (gif->Image.Top + y) * info.width + gif->Image.Left;
        if (DGifGetLine(gif, line, gif->Image.Width) == GIF_ERROR) refuse(path, "GIF", "data that are cut short");
    };

    // Interlaced: every 8th row, those between, every 4th, every 2nd.
    constexpr int first[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
    if (!gif->Image.Interlace)
        for (int y = 0; y < gif->Image.Height; ++y) read_line(y);
    else
        for (int pass = 0; pass < 4; ++pass)
            for (int y = first[pass]; y < gif->Image.Height; y += step[pass]) read_line(y);
    return canvas;
}

bool is_gif(Bytes bytes) { return has_at(bytes, 0, "GIF87a") || has_at(bytes, 0, "GIF89a"); }

ImageInfo gif_info(Bytes bytes, const std::string& path) {
    Reader reader{bytes};
    return info_of(*open(reader, path).file, path, bytes);
}

void decode_gif(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    Reader reader{bytes};
    Frame frame = open(reader, path);
    const GifFileType& gif = *frame.file;
    const ImageInfo info = info_of(gif, path, bytes);
    const ColorMapObject* colours = gif.Image.ColorMap != nullptr ? gif.Image.ColorMap : gif.SColorMap;
    const std::vector<GifByteType> canvas = indices_of(frame, info, path);
    for (std::size_t i = 0; i < canvas.size(); ++i) {
        GifColorType colour{canvas[i], canvas[i], canvas[i]};  // without a palette: grey
        if (colours != nullptr) colour = canvas[i] < colours->ColorCount ? colours->Colors[canvas[i]] : GifColorType{};
        pixels[3 * i] = static_cast<std::byte>(colour.Red);
        pixels[3 * i + 1] = static_cast<std::byte>(colour.Green);
        pixels[3 * i + 2] = static_cast<std::byte>(colour.Blue);
    }
}

const Codec record{.name = "GIF", .endings = ".gif", .is = is_gif, .info = gif_info, .decode = decode_gif};
const Registered<Codec> entry{record};

}  // namespace
}  // namespace blackbody::image
