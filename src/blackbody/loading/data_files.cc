#include "blackbody/loading/data_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "blackbody/formats/csv/csv.h"
#include "blackbody/formats/idx/idx.h"
#include "blackbody/formats/image/image.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/data_names.h"
#include "blackbody/loading/strangers.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, const std::string& expected, const std::string& found,
                         const Advice& advice) {
    throw Error(ErrorKind::data, Complaint{.file = path, .expected = expected, .found = found, .advice = advice});
}

std::string format_of(const std::string& name) {
    if (name.ends_with(".npy")) return "npy";
    if (name.ends_with(".csv") || name.ends_with(".tsv")) return "CSV";
    return looks_like_idx(name) ? "IDX" : "";
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string name_of(const FoundArray& array) {
    return array.entry.empty() ? fs::path(array.file).filename().string() : array.entry;
}

/// Arrays that belong together by name: one data set a (split, group).
using Sets = std::map<std::pair<std::string, std::string>, std::vector<std::pair<NameMeaning, FoundArray>>>;

Sets sets_of_folder(const std::string& folder) {
    Sets sets;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".") || format_of(name).empty() || format_of(name) == "CSV")
            continue;  // lists of pictures
        const NameMeaning reading = meaning_of(entry.path().stem().string());
        sets[{reading.split, reading.group}].push_back(
            {reading, {.file = entry.path().string(), .format = format_of(name)}});
    }
    return sets;
}

Sets sets_of_npz(const std::string& path) {
    Sets sets;
    const auto npz = std::make_shared<const Npz>(Npz::open(path));
    const bool is_packed = npz->has("packed") && npz->has("shape");  // bits, which loading/state_files.h unpacks
    for (const Npz::Entry& entry : npz->entries()) {
        if (is_packed && entry.name != "packed") continue;
        const NameMeaning reading = meaning_of(entry.name);
        sets[{reading.split, reading.has_role ? reading.group : ""}].push_back(
            {reading, {.file = path, .entry = entry.name, .format = "npz", .archive = npz}});
    }
    return sets;
}

void note_unused(const std::vector<std::string>& names, FoundData& found) {
    if (!names.empty()) found.notes.push_back("not used: " + join(names, ", "));
}

/// Labels, and the one array that is called an input, or is the only other.
void take_by_role(const std::string& path, const std::vector<std::pair<NameMeaning, FoundArray>>& arrays,
                  FoundData& found) {
    const bool some_have_roles = std::any_of(
        arrays.begin(), arrays.end(), [](const auto& array) { return array.first.has_role && !array.first.is_labels; });
    std::vector<std::string> unused;
    for (const auto& [reading, array] : arrays) {
        if (reading.is_labels && found.labels)
            refuse(path, "one array of labels", "several", {"name the labels", {"labels"}});
        if (reading.is_labels) found.labels = std::make_shared<FoundArray>(array);
        else if (some_have_roles && !reading.has_role) unused.push_back(name_of(array));
        else if (found.inputs.count(""))
            refuse(path, "one array of inputs", name_of(found.inputs[""]) + " and " + name_of(array),
                   "name the file with the inputs, or the array as the network's input");
        else found.inputs[""] = array;
    }
    note_unused(unused, found);
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
    if (sets.size() > 1) refuse(path, "one data set", listed, {"choose a split, or name the file", {"split"}});

    FoundData found{.split = sets.begin()->first.first};
    take_by_role(path, sets.begin()->second, found);
    return found;
}

/// "ids=a.npy,mask=b.npy".
FoundData named_files(const std::string& list, const std::vector<std::string>& names) {
    FoundData found;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size()), equals = list.find('=', at);
        if (equals >= end)
            throw Error(
                ErrorKind::usage,
                Complaint{.place = "data", .expected = "input=file.npy,other=file.npy", .found = "'" + list + "'"});
        const std::string name = list.substr(at, equals - at);
        const FoundArray array = found_array(list.substr(equals + 1, end - equals - 1), name);
        const bool is_input = std::find(names.begin(), names.end(), name) != names.end();
        if (!is_input && meaning_of(name).is_labels) found.labels = std::make_shared<FoundArray>(array);
        else if (!is_input && !names.empty())
            throw Error(ErrorKind::usage, Complaint{.place = "data",
                                                    .expected = "the name of an input: " + join(names, ", "),
                                                    .found = "'" + name + "'"});
        else found.inputs[name] = array;
        at = end + 1;
    }
    return found;
}

/// Whether an array is called as an input: "ids", "text.ids" and "ids:0" are one name.
bool is_called(const FoundArray& array, const std::string& input) {
    const auto bare = [](const std::string& name) {
        return name.ends_with(":0") ? name.substr(0, name.size() - 2) : name;
    };
    const std::string name = bare(array.entry.empty() ? fs::path(array.file).stem().string() : array.entry);
    return name == bare(input) || name.ends_with("." + bare(input));
}

/// The arrays that are called as the inputs are, all of them; labels are those that are left and called so.
bool find_by_input_names(const std::vector<FoundArray>& arrays, const std::vector<std::string>& names,
                         FoundData& found) {
    std::vector<std::string> unused;
    for (const FoundArray& array : arrays) {
        const auto input = std::find_if(names.begin(), names.end(), [&](const auto& n) { return is_called(array, n); });
        if (input != names.end()) found.inputs[*input] = array;
        else if (meaning_of(array.entry.empty() ? fs::path(array.file).stem().string() : array.entry).is_labels &&
                 !found.labels)
            found.labels = std::make_shared<FoundArray>(array);
        else unused.push_back(name_of(array));
    }
    if (names.empty() || found.inputs.size() < names.size()) return found = {}, false;
    note_unused(unused, found);
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
    if (split.empty() && find_by_input_names(arrays_of(sets), names, found)) return found;
    if (names.size() > 1) {
        std::vector<std::string> there;
        for (const FoundArray& array : arrays_of(sets)) there.push_back(name_of(array));
        refuse(path, "an array for each input: " + join(names, ", "), join(there, ", "),
               {"name the arrays as the inputs, or give as data " + names[0] + "=FILE.npy," + names[1] + "=FILE.npy",
                {"data"}});
    }
    return choose(path, sets, split);
}

/// "a, b, c and 4 more": names of files.
std::string some_of(const std::vector<std::string>& files) {
    constexpr std::size_t most = 3;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(most, files.size()); ++i)
        names.push_back(escape_control(fs::path(files[i]).filename().string()));
    return join(names, ", ") +
           (files.size() > most ? " and " + std::to_string(files.size() - most) + " more" : std::string());
}

FoundData pictures_in(const std::string& folder) {
    ImageFolder images = list_images(folder);
    FoundData found{.pictures = std::move(images.files),
                    .picture_labels = std::move(images.labels),
                    .classes = std::move(images.classes)};
    if (!images.inside.empty())
        found.notes.push_back("classes are the folders in " + fs::path(images.inside).filename().string());
    if (images.ignored.size() == 1)
        found.notes.push_back("a file that is no picture is left out: " + some_of(images.ignored));
    if (images.ignored.size() > 1)
        found.notes.push_back(with_commas(std::ssize(images.ignored)) +
                              " files that are no pictures are left out: " + some_of(images.ignored));
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
        if (entry.is_directory() && is_split(lower(name))) splits.push_back(name);
    }
    if (archives.size() > 1)
        refuse(folder, "one .npz", std::to_string(archives.size()), {"choose a split, or name the file", {"split"}});
    if (archives.size() == 1) return find_data(archives[0], split, names);

    // Pictures: a folder a split, or the folder itself.
    std::sort(splits.begin(), splits.end());
    if (splits.empty()) return pictures_in(folder);
    for (const std::string& name : splits)
        if ((split.empty() && splits.size() == 1) || canonical_split(lower(name)) == canonical_split(split)) {
            FoundData found = pictures_in((fs::path(folder) / name).string());
            found.split = canonical_split(lower(name));
            return found;
        }
    refuse(folder, split.empty() ? "one data set" : "a split '" + split + "'", join(splits, ", "),
           {"choose a split", {"split"}});
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
    for (const std::string& rest : {inputs.rest, std::string()})
        for (const auto& [reading, array] : set->second)
            if (reading.is_labels && !labels && reading.rest == rest) labels = std::make_shared<FoundArray>(array);
    return labels;
}

/// The column of a table that is called labels; "" where none is.
std::string label_column(const Table& table) {
    for (const std::string& name : table.names)
        if (meaning_of(name).is_labels) return name;
    return "";
}

/// One column of a table by its name, or all but that of the labels.
TensorView columns_of(const FoundArray& array) {
    const Table table = read_csv(array.file);
    const std::string labels = label_column(table);
    std::vector<std::int64_t> taken;
    for (std::int64_t c = 0; c < table.columns; ++c) {
        const std::string name = table.names.empty() ? "" : table.names[static_cast<std::size_t>(c)];
        if (array.entry.empty() ? name.empty() || name != labels : name == array.entry) taken.push_back(c);
    }
    const auto values = std::make_shared<std::vector<double>>();
    for (std::int64_t r = 0; r < table.rows; ++r)
        for (const std::int64_t c : taken)
            values->push_back(table.values[static_cast<std::size_t>(r * table.columns + c)]);
    return {ElementType::float64, {table.rows, std::ssize(taken)}, std::as_bytes(std::span(*values)), values};
}

FoundData table_in(const std::string& path) {
    FoundData found{.split = meaning_of(fs::path(path).stem().string()).split,
                    .inputs = {{"", {.file = path, .format = "CSV"}}}};
    const std::string labels = label_column(read_csv(path));
    if (!labels.empty())
        found.labels = std::make_shared<FoundArray>(FoundArray{.file = path, .entry = labels, .format = "CSV"});
    return found;
}

}  // namespace

FoundArray found_array(const std::string& path, const std::string& name) {
    const std::string format = format_of(fs::path(path).filename().string());
    if (!path.ends_with(".npz")) return {.file = path, .format = format.empty() ? "npy" : format};
    const Npz npz = Npz::open(path);
    const std::vector<Npz::Entry>& entries = npz.entries();
    for (const Npz::Entry& entry : entries)
        if (entries.size() == 1 || entry.name == name) return {.file = path, .entry = entry.name, .format = "npz"};
    for (const Npz::Entry& entry : entries)
        if (name.empty() && meaning_of(entry.name).is_labels)
            return {.file = path, .entry = entry.name, .format = "npz"};
    refuse(path, name.empty() ? "one array, or one named labels" : "one array, or one named " + name,
           std::to_string(entries.size()) + " arrays", "save it as .npy");
}

FoundData find_data(const std::string& path, const std::string& split, const std::vector<std::string>& names) {
    if (!fs::exists(path) && path.find('=') != std::string::npos) return named_files(path, names);
    if (!fs::exists(path))
        throw Error(ErrorKind::usage,
                    Complaint{.file = path, .found = "no such file or folder", .advice = "check the path"});
    if (fs::is_directory(path)) return find_in_folder(path, split, names);
    if (path.ends_with(".npz")) return find_in(path, sets_of_npz(path), split, names);
    if (looks_like_image(path)) return FoundData{.pictures = {path}};
    if (format_of(path).empty()) {
        refuse_stranger(path);
        refuse(path, "data: .npy, .npz, IDX (-ubyte, .gz), .csv, or a picture (" + image_endings() + ")",
               "another ending", "convert it, for instance with numpy.save");
    }
    if (names.size() > 1)
        refuse(path, "an array for each input: " + join(names, ", "), "one array",
               {"give as data " + names[0] + "=FILE.npy," + names[1] + "=FILE.npy", {"data"}});
    if (format_of(path) == "CSV") return table_in(path);
    return FoundData{.split = meaning_of(fs::path(path).stem().string()).split,
                     .inputs = {{"", {.file = path, .format = format_of(path)}}},
                     .labels = labels_beside(path)};
}

bool has_split(const std::string& path, const std::string& split) {
    try {
        find_data(path, split, {"input"});
        return true;
    } catch (const Error&) {
        return false;
    }
}

std::shared_ptr<const Rows> rows_of(const FoundArray& array) {
    if (array.format == "npz")
        return rows_of_view(array.archive ? array.archive->read(array.entry) : Npz::open(array.file).read(array.entry));
    if (array.format == "CSV") return rows_of_view(columns_of(array));
    return array.format == "IDX" ? idx_rows(array.file) : npy_rows(array.file);
}

}  // namespace blackbody
