#include "blackbody/formats/safetensors/shards.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t max_index = std::size_t{64} << 20;
constexpr int max_depth = 8;  ///< of other entries; the map itself lies at 2

[[noreturn]] void refuse(const std::string& path, const std::string& place, const std::string& expected,
                         const std::string& found, const std::string& advice = "") {
    throw FormatError({.file = path, .place = place, .expected = expected, .found = found, .advice = advice});
}

/// "model-00001-of-00002.safetensors", with no way out of the folder.
bool is_plain_name(const std::string& name) {
    return name.ends_with(".safetensors") && name.find_first_of("/\\") == std::string::npos && name[0] != '.' &&
           name.find('\0') == std::string::npos && name.size() < 256;
}

struct IndexError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

json parse(std::string_view text, const std::string& path) {
    if (text.size() > max_index) refuse(path, "index", "at most 64 MiB", std::to_string(text.size()) + " bytes");
    std::set<std::string> names;
    const auto check = [&](int depth, json::parse_event_t event, json& parsed) {
        if (depth > max_depth) throw IndexError("deep nesting");
        if (event == json::parse_event_t::key && depth == 2 && !names.insert(parsed.get<std::string>()).second)
            throw IndexError("'" + parsed.get<std::string>() + "' twice");
        return true;
    };
    try {
        return json::parse(text, check);
    } catch (const json::exception& error) {
        refuse(path, "index", "JSON", error.what());
    } catch (const IndexError& error) {
        refuse(path, "index", "one file a tensor", error.what());
    }
}

/// All shards are there, or those that are not are named.
void require_all(const std::set<std::string>& names, const fs::path& folder, const std::string& index) {
    std::vector<std::string> missing;
    for (const std::string& name : names)
        if (!fs::is_regular_file(folder / name)) missing.push_back(name);
    if (missing.empty()) return;
    const std::string more = missing.size() > 3 ? " and " + std::to_string(missing.size() - 3) + " more" : "";
    missing.resize(std::min<std::size_t>(missing.size(), 3));
    throw Error(ErrorKind::usage, Complaint{.file = index,
                                            .expected = std::to_string(names.size()) + " shards beside it",
                                            .found = "no " + join(missing, ", ") + more,
                                            .advice = "fetch the missing files into the same folder"});
}

}  // namespace

std::map<std::string, std::string> parse_shard_index(std::string_view text, const std::string& path) {
    const json index = parse(text, path);
    if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
        refuse(path, "index", "an object 'weight_map' from tensors to files", "none");
    std::map<std::string, std::string> map;
    for (const auto& [tensor, file] : index["weight_map"].items()) {
        if (!file.is_string() || !is_plain_name(file.get<std::string>()))
            refuse(path, "tensor '" + tensor + "'", "the name of a .safetensors file in the same folder",
                   file.is_string() ? "'" + file.get<std::string>() + "'" : file.type_name());
        map[tensor] = file;
    }
    if (map.empty()) refuse(path, "weight_map", "a tensor", "none");
    return map;
}

Shards read_shards(const std::string& index) {
    Shards shards;
    shards.files.push_back(MappedFile::open(index));
    const auto bytes = shards.files[0]->bytes();
    const auto map = parse_shard_index({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, index);
    std::set<std::string> names;
    for (const auto& [tensor, file] : map) names.insert(file);
    const fs::path folder = fs::path(index).parent_path();
    require_all(names, folder, index);

    // Of each shard the tensors that the index sends there.
    std::set<std::string> found;
    std::vector<std::string> unnamed;
    for (const std::string& name : names) {
        const auto file = MappedFile::open((folder / name).string());
        Safetensors shard = parse_safetensors(file->bytes(), file, file->path());
        if (shards.files.size() == 1) shards.all.metadata = shard.metadata;
        shards.files.push_back(file);
        for (NamedTensor& tensor : shard.tensors) {
            const auto place = map.find(tensor.name);
            if (place == map.end() || place->second != name) unnamed.push_back(tensor.name + " in " + name);
            else found.insert(tensor.name), shards.all.tensors.push_back(std::move(tensor));
        }
    }
    for (const auto& [tensor, file] : map)
        if (!found.contains(tensor))
            refuse(index, "tensor '" + tensor + "'", "it in " + file, "none of that name",
                   "are the shards of one model?");
    if (!unnamed.empty()) {
        const std::size_t count = unnamed.size();
        unnamed.resize(std::min<std::size_t>(count, 3));
        shards.notes.push_back("left out, since the index does not name them there: " + join(unnamed, ", ") +
                               (count > 3 ? " and " + std::to_string(count - 3) + " more" : ""));
    }
    return shards;
}

}  // namespace blackbody
