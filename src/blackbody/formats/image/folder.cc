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

constexpr int max_depth = 8;  ///< folders in folders; a link back to its own folder ends here

struct Listing {
    std::vector<std::string> pictures, folders, others;
};

/// Left by archivers and file managers, of no meaning to anybody else.
bool is_litter(const std::string& name) {
    return name.starts_with(".") || name == "__MACOSX" || name == "Thumbs.db" || name == "desktop.ini";
}

std::string name_of(const std::string& path) { return fs::path(path).filename().string(); }

/// What stands in a folder, litter left out, each list sorted by name.
Listing list(const std::string& folder) {
    Listing listing;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        const std::string path = entry.path().string(), name = name_of(path);
        std::error_code dangling;
        if (is_litter(name)) continue;
        if (entry.is_directory(dangling)) listing.folders.push_back(path);
        else if (entry.is_regular_file(dangling) && looks_like_image(name)) listing.pictures.push_back(path);
        else listing.others.push_back(path);
    }
    if (error)
        throw Error(
            ErrorKind::usage,
            {.file = folder, .place = error.message(), .expected = "", .found = "", .advice = "check the path"});
    for (auto* paths : {&listing.pictures, &listing.folders, &listing.others}) std::sort(paths->begin(), paths->end());
    return listing;
}

/// Names that are whole numbers, in the order of the numbers.
void order_by_number(std::vector<std::string>& folders) {
    const auto is_number = [](const std::string& folder) {
        const std::string name = name_of(folder);
        return name.size() <= 9 && name.find_first_not_of("0123456789") == std::string::npos;
    };
    if (!std::all_of(folders.begin(), folders.end(), is_number)) return;
    std::stable_sort(folders.begin(), folders.end(), [](const std::string& a, const std::string& b) {
        return std::stol(name_of(a)) < std::stol(name_of(b));
    });
}

/// Every picture of a class, its own subfolders included.
void collect(const std::string& folder, int depth, Listing& all) {
    const Listing here = list(folder);
    all.pictures.insert(all.pictures.end(), here.pictures.begin(), here.pictures.end());
    all.others.insert(all.others.end(), here.others.begin(), here.others.end());
    if (depth < max_depth)
        for (const std::string& inner : here.folders) collect(inner, depth + 1, all);
}

/// The only subfolder of a folder without pictures, where several folders stand in it: what an archive was unpacked to.
std::string only_inside(const Listing& top) {
    if (!top.pictures.empty() || top.folders.size() != 1) return "";
    const Listing inside = list(top.folders[0]);
    return inside.pictures.empty() && inside.folders.size() > 1 ? top.folders[0] : "";
}

[[noreturn]] void refuse(const std::string& folder, const std::string& expected, const std::string& found,
                         const std::string& advice) {
    throw Error(ErrorKind::data, {.file = folder, .place = "", .expected = expected, .found = found, .advice = advice});
}

}  // namespace

ImageFolder list_images(const std::string& folder) {
    Listing top = list(folder);
    ImageFolder images;
    for (std::string inside = only_inside(top); !inside.empty(); inside = only_inside(top)) {
        images.ignored.insert(images.ignored.end(), top.others.begin(), top.others.end());
        images.inside = inside;
        top = list(inside);
    }
    images.files = std::move(top.pictures);
    images.ignored.insert(images.ignored.end(), top.others.begin(), top.others.end());

    // A folder a class: also one without pictures has its number, or all behind it would be shifted.
    order_by_number(top.folders);
    std::vector<Listing> classes(top.folders.size());
    for (std::size_t c = 0; c < classes.size(); ++c) collect(top.folders[c], 1, classes[c]);
    const bool is_flat =
        std::all_of(classes.begin(), classes.end(), [](const Listing& inside) { return inside.pictures.empty(); });
    if (!is_flat && !images.files.empty())
        refuse(folder, "pictures in the folder or in a subfolder a class", "both",
               "move the pictures beside the subfolders away");
    for (std::size_t c = 0; c < classes.size(); ++c) {
        const Listing& inside = classes[c];
        images.ignored.insert(images.ignored.end(), inside.others.begin(), inside.others.end());
        if (is_flat) continue;
        images.labels.insert(images.labels.end(), inside.pictures.size(), static_cast<std::int64_t>(c));
        images.classes.push_back(name_of(top.folders[c]));
        images.files.insert(images.files.end(), inside.pictures.begin(), inside.pictures.end());
    }
    if (images.files.empty())
        refuse(folder, "pictures (" + image_endings() + ")",
               images.ignored.empty() ? "none" : "others: " + name_of(images.ignored.front()), "");
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
