#pragma once
/// Pictures: PNG (libpng) and JPEG (libjpeg-turbo) to 8-bit samples, and folders of them.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {

/// What a picture's header says.
struct ImageInfo {
    std::int64_t height = 0, width = 0;
    int channels = 0;  ///< as stored, without transparency: 1 or 3
};

/// Caps: 2^14 pixels a side, 2^26 in all, and what deflate can pack (PNG). Decoding is refused beyond them.
ImageInfo read_image_info(const std::string& path);
ImageInfo parse_image_info(std::span<const std::byte> bytes, const std::string& path);

/// uint8 [Y, X, C] with C = 1 or 3 as asked. Palettes are looked up, 16 bits are cut to the upper 8, transparency is
/// dropped, gamma and colour profiles are ignored (as PIL does). Grey becomes R = G = B; colour becomes grey by
/// Rec. 601. Throws FormatError, also where a picture is cut short.
TensorView read_image(const std::string& path, int channels);
TensorView decode_image(std::span<const std::byte> bytes, int channels, const std::string& path);

/// By name: .png, .jpg, .jpeg in any case.
bool looks_like_image(const std::string& file_name);

struct ImageFolder {
    std::vector<std::string> files;      ///< full paths: classes in the order of their names, then by file name
    std::vector<std::int64_t> labels{};  ///< one a file; empty where the folder is flat
    std::vector<std::string> classes{};  ///< names of the subfolders; empty where the folder is flat
    std::int64_t ignored = 0;            ///< files that are no pictures
};

/// A folder a class, or flat. Hidden files are skipped. Throws Error(data) where there is no picture, or where pictures
/// stand both beside and inside subfolders.
ImageFolder list_images(const std::string& folder);

/// One name a line; empty lines at the end are dropped. Throws Error(data) where the file is longer than 16 MiB.
std::vector<std::string> read_class_names(const std::string& path);

}  // namespace blackbody
