// libwebp; of an animation the first frame on its canvas.
#include <algorithm>
#include <memory>

#include <webp/decode.h>
#include <webp/demux.h>

#include "blackbody/formats/image/codec.h"

namespace blackbody::image {
namespace {

constexpr std::int64_t pixels_a_byte = 1 << 15;  ///< an even area of 8192 x 8192 takes 2.6 kB

const std::uint8_t* data_of(Bytes bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

WebPBitstreamFeatures features_of(Bytes bytes, const std::string& path) {
    WebPBitstreamFeatures features{};
    if (WebPGetFeatures(data_of(bytes), bytes.size(), &features) != VP8_STATUS_OK)
        refuse(path, "WebP", "a damaged header");
    return features;
}

int orientation_of(Bytes bytes) {
    const WebPData data{data_of(bytes), bytes.size()};
    const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demux(WebPDemux(&data), WebPDemuxDelete);
    WebPChunkIterator chunk{};
    if (demux == nullptr || WebPDemuxGetChunk(demux.get(), "EXIF", 1, &chunk) == 0) return 1;
    const int orientation = exif_orientation(std::as_bytes(std::span(chunk.chunk.bytes, chunk.chunk.size)));
    WebPDemuxReleaseChunkIterator(&chunk);
    return orientation;
}

bool is_webp(Bytes bytes) { return has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "WEBP"); }

ImageInfo webp_info(Bytes bytes, const std::string& path) {
    const WebPBitstreamFeatures features = features_of(bytes, path);
    const ImageInfo info{.height = features.height, .width = features.width, .channels = 3};
    check_size(info, path);
    check_packing(info, path, bytes, pixels_a_byte);
    return {info.height, info.width, info.channels, orientation_of(bytes)};
}

void decode_first_frame(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    const WebPData data{data_of(bytes), bytes.size()};
    const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(WebPAnimDecoderNew(&data, nullptr),
                                                                                     WebPAnimDecoderDelete);
    std::uint8_t* canvas = nullptr;
    int time = 0;
    if (decoder == nullptr || WebPAnimDecoderGetNext(decoder.get(), &canvas, &time) == 0)
        refuse(path, "WebP", "an animation whose first frame is damaged");
    for (std::size_t i = 0; i < pixels.size() / 3; ++i)
        std::copy_n(reinterpret_cast<const std::byte*>(canvas) + 4 * i, 3, pixels.begin() + 3 * i);
}

void decode_webp(Bytes bytes, const std::string& path, std::span<std::byte> pixels) {
    const WebPBitstreamFeatures features = features_of(bytes, path);
    if (features.has_animation) return decode_first_frame(bytes, path, pixels);
    if (WebPDecodeRGBInto(data_of(bytes), bytes.size(), reinterpret_cast<std::uint8_t*>(pixels.data()), pixels.size(),
                          3 * features.width) == nullptr)
        refuse(path, "WebP", "data that are damaged or cut short");
}

const Codec record{.name = "WebP", .endings = ".webp", .is = is_webp, .info = webp_info, .decode = decode_webp};
const Registered<Codec> entry{record};

}  // namespace
}  // namespace blackbody::image
