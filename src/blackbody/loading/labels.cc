#include "blackbody/loading/labels.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "blackbody/formats/csv/words.h"
#include "blackbody/formats/idx/idx.h"
#include "blackbody/loading/data_names.h"
#include "blackbody/loading/label_folders.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& place, const std::string& expected,
                         const std::string& found, const Advice& advice) {
    throw Error(ErrorKind::data,
                Complaint{.file = file, .place = place, .expected = expected, .found = found, .advice = advice});
}

}  // namespace

std::vector<std::int64_t> read_labels(const FoundArray& array) {
    const auto rows = rows_of(array);
    const at::ScalarType type = scalar_type_of(rows->type(), "labels");
    if (element_count(rows->shape()) != rows->size() || c10::isComplexType(type))
        refuse(array.file, "labels", "one number a sample",
               std::string(to_string(rows->type())) + " " + shape_text(rows->shape()), "give class numbers from 0");
    at::Tensor stored = at::empty({rows->size()}, at::TensorOptions(type));
    rows->read(0, rows->size(), {static_cast<std::byte*>(stored.data_ptr()), stored.nbytes()});
    const at::Tensor numbers = stored.to(at::kDouble);
    std::vector<std::int64_t> labels(static_cast<std::size_t>(rows->size()));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double number = numbers.const_data_ptr<double>()[i];
        if (!(std::abs(number) < 1e15) || number != std::floor(number))
            refuse(array.file, "label " + std::to_string(i), "a whole number", short_number(number),
                   "give class numbers from 0");
        labels[i] = static_cast<std::int64_t>(number);
    }
    return labels;
}

void check_labels(const std::vector<std::int64_t>& labels, std::int64_t samples, std::int64_t class_count,
                  const std::string& file) {
    if (static_cast<std::int64_t>(labels.size()) != samples)
        refuse(file, "labels", std::to_string(samples) + " (one a sample)", std::to_string(labels.size()),
               "labels and inputs must belong together");
    if (labels.empty()) return;
    const auto [low, high] = std::minmax_element(labels.begin(), labels.end());
    const auto& wrong = *low < 0 ? low : high;
    if (*low >= 0 && (class_count == 0 || *high < class_count)) return;
    const bool from_one = *low == 1 && *high == class_count;
    refuse(file, "label " + std::to_string(wrong - labels.begin()),
           class_count ? "a class from 0 to " + std::to_string(class_count - 1) : "a class from 0",
           std::to_string(*wrong),
           from_one ? "the labels count from 1: subtract 1" : "are these the labels of this network's classes?");
}

namespace {

namespace fs = std::filesystem;

std::optional<std::int64_t> number_of(const std::string& word) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || number != std::floor(number) ||
        !(std::abs(number) < 1e15))
        return std::nullopt;
    return static_cast<std::int64_t>(number);
}

/// The file names that a word may stand for, and the picture's position.
using Positions = std::map<std::string, std::size_t>;

Positions positions_of(const std::vector<std::string>& pictures) {
    Positions positions;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const fs::path path(pictures[i]);
        positions.emplace(path.filename().string(), i);
        positions.emplace(path.stem().string(), i);
    }
    return positions;
}

/// Columns of a table of labels: the one with the classes, and perhaps one with the names of the pictures.
struct Columns {
    std::size_t first_row = 0, label = 0;
    std::optional<std::size_t> file{};
};

bool is_label_column(const std::string& name) {
    const NameMeaning meaning = meaning_of(name);
    return (meaning.has_role && meaning.is_labels) || name == "class" || name == "Class" || name == "category";
}

Columns columns_of(const Words& words, const Positions& pictures, const std::string& path) {
    Columns columns;
    const std::vector<std::string>& head = words.front();
    const auto names_picture = [&](const std::string& word) {
        return pictures.count(fs::path(word).filename().string()) != 0;
    };

    // A first line of column names: it says so, or it alone is no number, or it alone names no picture.
    std::optional<std::size_t> said;
    for (std::size_t c = 0; c < head.size() && !said; ++c)
        if (is_label_column(head[c])) said = c;
    const std::vector<std::string>& later = words.back();
    for (const bool with_ending : {true, false})  // a class may be called as a picture without its ending is
        for (std::size_t c = 0; c < head.size() && head.size() > 1 && !columns.file; ++c)
            if (said != c && names_picture(later[c]) && fs::path(later[c]).has_extension() == with_ending)
                columns.file = c;
    const bool is_head = words.size() > 1 && (said || (columns.file && !names_picture(head[*columns.file])) ||
                                              (head.size() == 1 && !number_of(head[0]) && number_of(later[0])));
    columns.first_row = is_head ? 1 : 0;

    // The classes: in the column that is named so, else in the only one that is left.
    if (is_head && said) columns.label = *said;
    else if (head.size() == 1) columns.label = 0;
    else if (head.size() == 2 && columns.file) columns.label = 1 - *columns.file;
    else
        refuse(path, "columns", "one, or one that is named label, class or y", std::to_string(head.size()),
               "give a file with one class a line");
    if (columns.file == columns.label) columns.file.reset();
    return columns;
}

/// One word a sample.
std::vector<std::string> words_of_samples(const std::string& path, const FoundData& found, std::int64_t samples) {
    const Words words = read_words(path);
    if (words.empty()) refuse(path, "labels", std::to_string(samples) + " (one a sample)", "none", "");
    const Positions positions = positions_of(found.pictures);
    const Columns columns = columns_of(words, positions, path);
    std::vector<std::string> labels;
    for (std::size_t r = columns.first_row; r < words.size(); ++r) labels.push_back(words[r][columns.label]);
    if (!columns.file) return labels;

    // By the names of the pictures.
    std::vector<std::string> sorted(found.pictures.size());
    std::vector<bool> is_named(found.pictures.size(), false);
    for (std::size_t r = columns.first_row; r < words.size(); ++r) {
        const auto at = positions.find(fs::path(words[r][*columns.file]).filename().string());
        if (at == positions.end()) continue;
        sorted[at->second] = words[r][columns.label], is_named[at->second] = true;
    }
    const auto missing = std::find(is_named.begin(), is_named.end(), false);
    if (missing != is_named.end())
        refuse(path, "labels", "one for each picture",
               "none for " +
                   fs::path(found.pictures[static_cast<std::size_t>(missing - is_named.begin())]).filename().string(),
               "give a line for each");
    return sorted;
}

/// The order of the classes' names: as given, as the folders', else as their bytes sort.
std::vector<std::string> names_for(const std::vector<std::string>& words, const FoundData& found, Labels& labels,
                                   const LabelOptions& options) {
    if (!options.names.empty()) return options.names;
    const auto is_folder = [&](const std::string& word) {
        return std::find(found.classes.begin(), found.classes.end(), word) != found.classes.end();
    };
    if (!found.classes.empty() && std::all_of(words.begin(), words.end(), is_folder)) return found.classes;
    const std::set<std::string> sorted(words.begin(), words.end());
    labels.notes.push_back("classes are numbered in the order of their names: " +
                           join({sorted.begin(), sorted.end()}, ", ").substr(0, 80) +
                           "; give the classes if the network's order is another");
    return {sorted.begin(), sorted.end()};
}

Labels labels_in_words(const std::string& path, const FoundData& found, const LabelOptions& options) {
    const std::vector<std::string> words = words_of_samples(path, found, options.samples);
    Labels labels{.are_there = true};
    for (const std::string& word : words)
        if (const auto number = number_of(word)) labels.numbers.push_back(*number);
    if (labels.numbers.size() == words.size()) {
        labels.classes = options.names;
        return labels;
    }
    labels.numbers.clear();
    labels.classes = names_for(words, found, labels, options);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto name = std::find(labels.classes.begin(), labels.classes.end(), words[i]);
        if (name == labels.classes.end())
            refuse(path, "label " + std::to_string(i), "the name of a class", "'" + words[i] + "'",
                   {"name the classes, one a line of a file", {"classes"}});
        labels.numbers.push_back(name - labels.classes.begin());
    }
    return labels;
}

bool is_array(const std::string& path) {
    return path.ends_with(".npy") || path.ends_with(".npz") || looks_like_idx(fs::path(path).filename().string());
}

Labels given_labels(const FoundData& found, const LabelOptions& options) {
    if (!fs::exists(options.file))
        throw Error(ErrorKind::usage, Complaint{.file = options.file,
                                                .place = "labels",
                                                .found = "no such file",
                                                .advice = {"check the path, or give none as labels", {"labels"}}});
    Labels labels{.are_there = true, .classes = options.names};
    if (is_array(options.file)) labels.numbers = read_labels(found_array(options.file));
    else labels = labels_in_words(options.file, found, options);
    check_labels(labels.numbers, options.samples, options.class_count, options.file);
    return labels;
}

Labels not_used(const std::string& why) { return {.notes = {why}, .unused = why}; }

/// What stands beside the data, or in it, under the name of labels.
Labels found_labels(const FoundData& found, const LabelOptions& options) {
    const std::string name = fs::path(found.labels->file).filename().string() +
                             (found.labels->entry.empty() ? "" : ": " + found.labels->entry);
    Labels labels{.are_there = true, .classes = options.names};
    try {
        labels.numbers = read_labels(*found.labels);
    } catch (const Error&) {
        return not_used(name + (found.labels->entry.empty() ? " beside the data" : "") +
                        " holds no class numbers: not used");
    }
    try {
        check_labels(labels.numbers, options.samples, options.class_count, name);
    } catch (const Error& error) {
        return not_used("labels that were found are not used: " + std::string(error.what()));
    }
    return labels;
}

}  // namespace

Labels labels_of(const FoundData& found, const LabelOptions& options) {
    Labels labels;
    if (options.file == "none") labels = {};
    else if (!options.file.empty()) labels = given_labels(found, options);
    else if (found.labels) labels = found_labels(found, options);
    else if (!found.picture_labels.empty()) labels = folder_labels(found, options);
    if (!labels.are_there) labels.classes = options.names.empty() ? found.classes : options.names;

    // Names, where there are any, must reach to the last class.
    const std::int64_t most =
        labels.numbers.empty() ? -1 : *std::max_element(labels.numbers.begin(), labels.numbers.end());
    if (!options.names.empty() && most >= std::ssize(options.names))
        refuse(options.names_file, "class names", "at least " + std::to_string(most + 1),
               std::to_string(options.names.size()), "one name a line, in the order of the network's outputs");
    return labels;
}

}  // namespace blackbody
