// External data: elements that stand in another file, which must lie inside the model's folder.
#include <filesystem>

#include "blackbody/formats/onnx/reader.h"
#include "blackbody/util/errors.h"

namespace blackbody::onnx {
namespace {

namespace fs = std::filesystem;

/// The real path of `location`, symbolic links followed, refused where it leaves the folder.
fs::path inside(const Context& context, const std::string& location, const std::string& place) {
    const std::string expected = "external data inside the model's folder";
    if (context.folder.empty()) context.refuse(place, "no external data", "'" + location + "'");
    if (location.empty()) context.refuse(place, expected, "no location");
    if (location.find('\0') != std::string::npos || fs::path(location).is_absolute())
        context.refuse(place, expected, "'" + location + "'",
                       "move it beside the model and export with a relative location");

    std::error_code error;
    const fs::path root = fs::canonical(context.folder, error);
    const fs::path target = fs::weakly_canonical(root / location, error);
    const auto [end, ignored] = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
    if (error || end != root.end())
        context.refuse(place, expected, "'" + location + "'", "put the file itself into the model's folder");
    return target;
}

const MappedFile& mapped(Context& context, const std::string& location, const std::string& place) {
    auto& file = context.external[location];
    if (file) return *file;
    const fs::path target = inside(context, location, place);
    if (!fs::is_regular_file(target))
        throw Error(ErrorKind::usage, {.file = context.path,
                                       .place = place,
                                       .expected = "the external data '" + location + "' beside the model",
                                       .found = "no such file",
                                       .advice = "copy it there"});
    file = MappedFile::open(target.string());
    return *file;
}

}  // namespace

TensorView external_bytes(const ExternalData& data, std::size_t size, Context& context, const std::string& place) {
    if (data.length >= 0 && static_cast<std::size_t>(data.length) != size)
        context.refuse(place, std::to_string(size) + " bytes of external data", std::to_string(data.length));
    if (size == 0) return {};

    const MappedFile& file = mapped(context, data.location, place);
    const std::size_t offset = static_cast<std::size_t>(data.offset), there = file.bytes().size();
    if (offset > there || size > there - offset)
        context.refuse(
            place, std::to_string(size) + " bytes at offset " + std::to_string(offset) + " of '" + data.location + "'",
            "a file of " + std::to_string(there) + " bytes", "was it copied whole?");
    return {
        .type = {}, .shape = {}, .bytes = file.bytes().subspan(offset, size), .owner = context.external[data.location]};
}

}  // namespace blackbody::onnx
