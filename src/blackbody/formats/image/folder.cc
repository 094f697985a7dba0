// Folders of pictures and files of class names.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include "blackbody/formats/image/image.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_names_file = std::size_t{16} << 20;

struct Listing {
    std::vector<std::string> pictures, folders;
    std::int64_t others = 0;
};

/// What stands in a folder, hidden files left out, each list sorted by name.
Listing list(const std::string& folder) {
    Listing listing;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".")) continue;
        if (entry.is_directory()) listing.folders.push_back(entry.path().string());
        else if (entry.is_regular_file() && looks_like_image(name)) listing.pictures.push_back(entry.path().string());
        else ++listing.others;
    }
    if (error)
        throw Error(
            ErrorKind::usage,
            {.file = folder, .place = error.message(), .expected = "", .found = "", .advice = "check the path"});
    std::sort(listing.pictures.begin(), listing.pictures.end());
    std::sort(listing.folders.begin(), listing.folders.end());
    return listing;
}

}  // namespace

ImageFolder list_images(const std::string& folder) {
    Listing top = list(folder);
    ImageFolder images{.files = std::move(top.pictures), .ignored = top.others};
    for (const std::string& subfolder : top.folders) {
        const Listing inside = list(subfolder);
        images.ignored += inside.others;
        if (inside.pictures.empty()) continue;
        if (images.labels.empty() && !images.files.empty())
            throw Error(ErrorKind::data, {.file = folder,
                                          .place = "",
                                          .expected = "pictures in the folder or in a subfolder a class",
                                          .found = "both",
                                          .advice = "move the pictures beside the subfolders away"});
        images.labels.insert(images.labels.end(), inside.pictures.size(),
                             static_cast<std::int64_t>(images.classes.size()));
        images.classes.push_back(fs::path(subfolder).filename().string());
        images.files.insert(images.files.end(), inside.pictures.begin(), inside.pictures.end());
    }
    if (images.files.empty())
        throw Error(
            ErrorKind::data,
            {.file = folder, .place = "", .expected = "pictures (.png, .jpg, .jpeg)", .found = "none", .advice = ""});
    return images;
}

std::vector<std::string> read_class_names(const std::string& path) {
    const auto file = MappedFile::open(path);
    if (file->bytes().size() > max_names_file)
        throw Error(ErrorKind::data, {.file = path,
                                      .place = "",
                                      .expected = "one class name a line",
                                      .found = std::to_string(file->bytes().size()) + " bytes",
                                      .advice = ""});
    std::istringstream text(std::string(reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()));
    std::vector<std::string> names;
    for (std::string line; std::getline(text, line);) {
        if (line.ends_with('\r')) line.pop_back();
        names.push_back(line);
    }
    while (!names.empty() && names.back().empty()) names.pop_back();
    return names;
}

}  // namespace blackbody
