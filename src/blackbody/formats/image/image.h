#pragma once
/// Pictures to 8-bit samples, and folders of them: PNG (libpng), JPEG (libjpeg-turbo), WebP (libwebp), TIFF (libtiff),
/// GIF (giflib), BMP. Of several frames or pages the first.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {

/// What a picture's header says.
struct ImageInfo {
    std::int64_t height = 0, width = 0;
    int channels = 0;  ///< without transparency: 1 or 3
    int orientation =
        1;  ///< EXIF's, 1 to 8: how the stored picture was turned to stand upright; height and width are after
};

/// Caps: 2^14 pixels a side, 2^26 in all, and what the format can pack. Decoding is refused beyond them.
ImageInfo read_image_info(const std::string& path);
ImageInfo parse_image_info(std::span<const std::byte> bytes, const std::string& path);

/// uint8 [Y, X, C] with C = 1 or 3 as asked, turned upright as EXIF says (as exif_transpose does). Palettes are
/// looked up, 16 bits are cut to the upper 8, transparency is dropped, gamma and colour profiles are ignored (as PIL
/// does). Grey becomes R = G = B; colour becomes grey by Rec. 601. Throws FormatError, also where a picture is cut
/// short.
TensorView read_image(const std::string& path, int channels);
TensorView decode_image(std::span<const std::byte> bytes, int channels, const std::string& path);

/// By the ending of its name, in any case.
bool looks_like_image(const std::string& file_name);

/// ".bmp .dib .gif ...", for complaints.
std::string image_endings();

struct ImageFolder {
    std::vector<std::string> files{};    ///< full paths: classes in the order of their names, then by path
    std::vector<std::int64_t> labels{};  ///< one a file: the number of its class; empty where the folder is flat
    std::vector<std::string> classes{};  ///< names of the subfolders, also of those without pictures; none: flat
    std::vector<std::string> ignored{};  ///< files that are no pictures
    std::string inside{};                ///< the only subfolder, where the classes stand in it; else ""
};

/// A folder a class, or flat; a class may have subfolders of its own. Names are ordered as bytes, or as numbers where
/// all are whole numbers. Hidden files and what archivers leave (__MACOSX) are skipped. Throws Error(data) where there
/// is no picture, or where pictures stand both beside and inside subfolders.
ImageFolder list_images(const std::string& folder);

/// One name a line; empty lines at the end are dropped. Throws Error(data) where the file is longer than 16 MiB.
std::vector<std::string> read_class_names(const std::string& path);

}  // namespace blackbody
