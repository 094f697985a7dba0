#include "blackbody/loading/model_file.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "blackbody/formats/foreign/foreign.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

namespace fs = std::filesystem;

constexpr const char* what_is_read = "a network as ONNX, or weights or a machine as safetensors or npz";

[[noreturn]] void refuse(ErrorKind kind, const std::string& path, const ForeignKind& foreign) {
    throw Error(kind,
                Complaint{.file = path, .expected = what_is_read, .found = foreign.what, .advice = foreign.advice});
}

/// A length that fits into the file, and the brace of a JSON header.
bool looks_like_safetensors(std::span<const std::byte> bytes) {
    std::uint64_t length = 0;
    if (bytes.size() <= sizeof length || bytes[8] != std::byte{'{'}) return false;
    std::memcpy(&length, bytes.data(), sizeof length);
    return length <= bytes.size() - sizeof length;
}

bool is_shard(const std::string& name) {
    // model-00001-of-00002.safetensors
    return glob_match("*-[0-9][0-9][0-9][0-9][0-9]-of-[0-9][0-9][0-9][0-9][0-9].safetensors", name);
}

/// The models of a folder by name: an index stands for its shards.
std::vector<std::string> models_in(const std::string& folder) {
    std::vector<std::string> indices, files, shards;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".")) continue;
        if (name.ends_with(".safetensors.index.json")) indices.push_back(name);
        else if (is_shard(name)) shards.push_back(name);
        else if (name.ends_with(".safetensors") || name.ends_with(".onnx")) files.push_back(name);
    }
    if (indices.empty()) files.insert(files.end(), shards.begin(), shards.end());
    files.insert(files.end(), indices.begin(), indices.end());
    std::sort(files.begin(), files.end());
    return files;
}

/// A folder whose model is in a format of another tool.
void refuse_foreign_in(const std::string& folder) {
    constexpr int most = 100;
    int seen = 0;
    std::optional<ForeignKind> found;
    std::string where;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string path = entry.path().string();
        const bool is_text = path.ends_with(".json") || path.ends_with(".txt") || path.ends_with(".md");
        if (is_text || !entry.is_regular_file() || entry.file_size() == 0 || ++seen > most) continue;
        auto foreign = foreign_kind(MappedFile::open(path)->bytes(), path);
        if (foreign && (where.empty() || path < where)) found = std::move(foreign), where = path;
    }
    if (found) refuse(ErrorKind::model, where, *found);
}

/// The model of a folder and, where it is taken by its usual name, what else lies there.
std::pair<std::string, std::vector<std::string>> model_in(const std::string& folder) {
    std::vector<std::string> models = models_in(folder);
    for (const char* usual : {"model.safetensors", "model.safetensors.index.json"}) {
        const auto found = std::find(models.begin(), models.end(), usual);
        if (found == models.end()) continue;
        models.erase(found);
        return {(fs::path(folder) / usual).string(), models};
    }
    if (models.size() == 1) return {(fs::path(folder) / models[0]).string(), {}};
    if (models.empty()) {
        if (const auto foreign = foreign_folder(folder)) refuse(ErrorKind::model, folder, *foreign);
        refuse_foreign_in(folder);
        std::vector<std::string> names;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder))
            if (names.size() < 5) names.push_back(escape_control(entry.path().filename().string()));
        std::sort(names.begin(), names.end());
        throw Error(ErrorKind::usage, Complaint{.file = folder,
                                                .expected = "a folder with one model in it (ONNX, or safetensors with "
                                                            "the index of its shards)",
                                                .found = names.empty() ? "an empty folder" : join(names, ", ")});
    }
    std::vector<std::string> some(models.begin(), models.begin() + std::min<std::ptrdiff_t>(5, std::ssize(models)));
    throw Error(
        ErrorKind::usage,
        Complaint{.file = folder,
                  .expected = "one model in the folder",
                  .found = std::to_string(models.size()) + ": " + escape_control(join(some, ", ")),
                  .advice = is_shard(models[0]) ? "their index, model.safetensors.index.json, is missing: fetch "
                                                  "it too, or name one shard"
                                                : "name the file"});
}

}  // namespace

ModelFile ModelFile::open(const std::string& given) {
    if (fs::is_directory(given)) {
        const auto [path, others] = model_in(given);
        ModelFile model = open(path);
        if (!others.empty() && model.arrays)
            model.arrays->note("also in the folder, and not read: " + join(others, ", "));
        return model;
    }
    const std::string& path = given;
    if (path.ends_with(".index.json") && fs::is_regular_file(path)) {
        const auto index = MappedFile::open(path);
        if (const auto foreign = foreign_kind(index->bytes(), path)) refuse(ErrorKind::model, path, *foreign);
        return {path, ArrayFile::of_shards(path)};
    }
    const auto file = MappedFile::open(path);
    const auto bytes = file->bytes();
    if (path.ends_with(".npz")) return {path, ArrayFile::of_npz(file)};
    if (looks_like_safetensors(bytes) && !path.ends_with(".onnx")) return {path, ArrayFile::of_safetensors(file)};
    if (const auto foreign = foreign_kind(bytes, path)) refuse(ErrorKind::model, path, *foreign);
    if (path.ends_with(".safetensors")) return {path, ArrayFile::of_safetensors(file)};
    if (bytes.size() > 4 && std::memcmp(bytes.data(), "PK\x03\x04", 4) == 0) return {path, ArrayFile::of_npz(file)};
    if (bytes[0] == std::byte{'{'}) return {path, ArrayFile::of_shards(path)};
    return {path, std::nullopt, file};
}

void refuse_unreadable(const ModelFile& file, const std::exception& error) {
    const bool says_onnx = file.path.ends_with(".onnx");
    const auto foreign = says_onnx ? std::nullopt : foreign_by_name(file.bytes->bytes(), file.path);
    if (foreign) refuse(ErrorKind::model, file.path, *foreign);
    if (const auto* own = dynamic_cast<const Error*>(&error)) throw Error(own->kind(), own->what());
    throw Error(ErrorKind::model, std::string(error.what()));
}

}  // namespace blackbody
