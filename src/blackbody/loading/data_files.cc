#include "blackbody/loading/data_files.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "blackbody/formats/idx/idx.h"
#include "blackbody/formats/image/image.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/data_names.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, const std::string& expected, const std::string& found,
                         const std::string& advice) {
    throw Error(ErrorKind::data, Complaint{.file = path, .expected = expected, .found = found, .advice = advice});
}

std::string format_of(const std::string& name) {
    if (name.ends_with(".npy")) return "npy";
    return looks_like_idx(name) ? "IDX" : "";
}

/// Arrays that belong together by name: one data set a (split, group).
using Sets = std::map<std::pair<std::string, std::string>, std::vector<std::pair<NameMeaning, FoundArray>>>;

Sets sets_of_folder(const std::string& folder) {
    Sets sets;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".") || format_of(name).empty()) continue;
        const NameMeaning reading = meaning_of(entry.path().stem().string());
        sets[{reading.split, reading.group}].push_back(
            {reading, {.file = entry.path().string(), .format = format_of(name)}});
    }
    return sets;
}

Sets sets_of_npz(const std::string& path) {
    Sets sets;
    const Npz npz = Npz::open(path);
    for (const Npz::Entry& entry : npz.entries()) {
        const NameMeaning reading = meaning_of(entry.name);
        sets[{reading.split, reading.has_role ? reading.group : ""}].push_back(
            {reading, {.file = path, .entry = entry.name, .format = "npz"}});
    }
    return sets;
}

/// Of several data sets the one that `split` names.
FoundData choose(const std::string& path, Sets sets, const std::string& split) {
    // Labels alone are no data set.
    std::erase_if(sets, [](const auto& set) {
        return std::all_of(set.second.begin(), set.second.end(), [](const auto& a) { return a.first.is_labels; });
    });
    std::set<std::string> choices;
    for (const auto& [key, arrays] : sets) choices.insert(key.first.empty() ? key.second : key.first);
    const std::string listed = join({choices.begin(), choices.end()}, ", ");
    if (!split.empty())
        std::erase_if(sets, [&](const auto& set) {
            return set.first.first != canonical_split(split) && set.first.second != split + " ";
        });
    if (sets.empty())
        refuse(path, split.empty() ? "an array of inputs" : "a split '" + split + "'", listed.empty() ? "none" : listed,
               "name the file with the inputs");
    if (sets.size() > 1) refuse(path, "one data set", listed, "choose one with --split, or name the file");

    FoundData found{.split = sets.begin()->first.first};
    for (const auto& [reading, array] : sets.begin()->second) {
        if (!reading.is_labels && found.inputs.count(""))
            refuse(path, "one array of inputs",
                   fs::path(found.inputs[""].file).filename().string() + " " + found.inputs[""].entry + " and " +
                       fs::path(array.file).filename().string() + " " + array.entry,
                   "name the file with the inputs");
        if (!reading.is_labels) found.inputs[""] = array;
        else if (found.labels) refuse(path, "one array of labels", "several", "name one with --labels");
        else found.labels = std::make_shared<FoundArray>(array);
    }
    return found;
}

/// "ids=a.npy,mask=b.npy".
FoundData named_files(const std::string& list) {
    FoundData found;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size()), equals = list.find('=', at);
        if (equals >= end)
            throw Error(
                ErrorKind::usage,
                Complaint{.place = "--data", .expected = "input=file.npy,other=file.npy", .found = "'" + list + "'"});
        found.inputs[list.substr(at, equals - at)] = found_array(list.substr(equals + 1, end - equals - 1));
        at = end + 1;
    }
    return found;
}

/// Several inputs: the arrays whose names end with theirs.
bool find_by_input_names(const std::vector<FoundArray>& arrays, const std::vector<std::string>& names,
                         FoundData& found) {
    for (const std::string& name : names) {
        for (const FoundArray& array : arrays) {
            const std::string stem = array.entry.empty() ? fs::path(array.file).stem().string() : array.entry;
            if (stem == name || stem.ends_with("." + name)) found.inputs[name] = array;
        }
        if (!found.inputs.count(name)) return found.inputs.clear(), false;
    }
    return true;
}

std::vector<FoundArray> arrays_of(const Sets& sets) {
    std::vector<FoundArray> arrays;
    for (const auto& [key, set] : sets)
        for (const auto& [reading, array] : set) arrays.push_back(array);
    return arrays;
}

FoundData find_in(const std::string& path, const Sets& sets, const std::string& split,
                  const std::vector<std::string>& names) {
    FoundData found;
    if (names.size() > 1 || (names.size() == 1 && sets.size() == 1 && sets.begin()->second.size() == 1))
        if (find_by_input_names(arrays_of(sets), names, found)) return found;
    if (names.size() > 1)
        refuse(path, "an array for each input: " + join(names, ", "), "others",
               "give --data " + names[0] + "=FILE.npy," + names[1] + "=FILE.npy");
    return choose(path, sets, split);
}

FoundData pictures_in(const std::string& folder) {
    ImageFolder images = list_images(folder);
    FoundData found{.pictures = std::move(images.files),
                    .picture_labels = std::move(images.labels),
                    .classes = std::move(images.classes)};
    if (images.ignored > 0)
        found.notes.push_back(std::to_string(images.ignored) + " files that are no pictures are left out");
    return found;
}

FoundData find_in_folder(const std::string& folder, const std::string& split, const std::vector<std::string>& names) {
    // Arrays come first; a single .npz speaks for itself.
    const Sets sets = sets_of_folder(folder);
    if (!sets.empty()) return find_in(folder, sets, split, names);
    std::vector<std::string> archives, splits;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".npz") &&
            (split.empty() || meaning_of(entry.path().stem().string()).split == canonical_split(split)))
            archives.push_back(entry.path().string());
        if (entry.is_directory() && is_split(name)) splits.push_back(name);
    }
    if (archives.size() > 1)
        refuse(folder, "one .npz", std::to_string(archives.size()), "choose one with --split, or name the file");
    if (archives.size() == 1) return find_data(archives[0], split, names);

    // Pictures: a folder a split, or the folder itself.
    std::sort(splits.begin(), splits.end());
    if (splits.empty()) return pictures_in(folder);
    for (const std::string& name : splits)
        if ((split.empty() && splits.size() == 1) || canonical_split(name) == canonical_split(split)) {
            FoundData found = pictures_in((fs::path(folder) / name).string());
            found.split = canonical_split(name);
            return found;
        }
    refuse(folder, split.empty() ? "one data set" : "a split '" + split + "'", join(splits, ", "),
           "choose one with --split");
}

/// Labels beside a file of inputs, by name.
std::shared_ptr<FoundArray> labels_beside(const std::string& path) {
    const NameMeaning inputs = meaning_of(fs::path(path).stem().string());
    if (!inputs.has_role) return nullptr;
    const fs::path parent = fs::path(path).parent_path();
    const Sets sets = sets_of_folder(parent.empty() ? "." : parent.string());
    const auto set = sets.find({inputs.split, inputs.group});
    std::shared_ptr<FoundArray> labels;
    if (set == sets.end()) return labels;
    for (const auto& [reading, array] : set->second)
        if (reading.is_labels && !labels) labels = std::make_shared<FoundArray>(array);
    return labels;
}

}  // namespace

FoundArray found_array(const std::string& path) {
    if (!path.ends_with(".npz")) return {.file = path, .format = looks_like_idx(path) ? "IDX" : "npy"};
    const Npz npz = Npz::open(path);
    const std::vector<Npz::Entry>& entries = npz.entries();
    for (const Npz::Entry& entry : entries)
        if (entries.size() == 1 || meaning_of(entry.name).is_labels)
            return {.file = path, .entry = entry.name, .format = "npz"};
    refuse(path, "one array, or one named labels", std::to_string(entries.size()) + " arrays", "save it as .npy");
}

FoundData find_data(const std::string& path, const std::string& split, const std::vector<std::string>& names) {
    if (!fs::exists(path) && path.find('=') != std::string::npos) return named_files(path);
    if (!fs::exists(path))
        throw Error(ErrorKind::usage,
                    Complaint{.file = path, .found = "no such file or folder", .advice = "check the path"});
    if (fs::is_directory(path)) return find_in_folder(path, split, names);
    if (path.ends_with(".npz")) return find_in(path, sets_of_npz(path), split, names);
    if (looks_like_image(path)) return FoundData{.pictures = {path}};
    if (format_of(path).empty())
        refuse(path, ".npy, .npz, IDX (-ubyte, .gz), .png or .jpg", "another ending",
               "convert it, for instance with numpy.save");
    if (names.size() > 1)
        refuse(path, "an array for each input: " + join(names, ", "), "one array",
               "give --data " + names[0] + "=FILE.npy," + names[1] + "=FILE.npy");
    return FoundData{.split = meaning_of(fs::path(path).stem().string()).split,
                     .inputs = {{"", {.file = path, .format = format_of(path)}}},
                     .labels = labels_beside(path)};
}

std::shared_ptr<const Rows> rows_of(const FoundArray& array) {
    if (array.format == "npz") return rows_of_view(Npz::open(array.file).read(array.entry));
    return array.format == "IDX" ? idx_rows(array.file) : npy_rows(array.file);
}

}  // namespace blackbody
