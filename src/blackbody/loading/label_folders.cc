#include "blackbody/loading/label_folders.h"

#include <algorithm>
#include <numeric>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t most_numbered = 1 << 20;  ///< classes that folders may be numbered to

bool is_number(const std::string& name) {
    return !name.empty() && name.size() <= 9 && name.find_first_not_of("0123456789") == name.npos;
}

/// Runs of digits compare as numbers: "class2" before "class10".
bool naturally_less(const std::string& a, const std::string& b) {
    std::size_t i = 0, j = 0;
    const auto digits = [](const std::string& s, std::size_t at) {
        return std::min(s.find_first_not_of("0123456789", at), s.size()) - at;
    };
    while (i < a.size() && j < b.size()) {
        const std::size_t m = digits(a, i), n = digits(b, j);
        if (m > 0 && n > 0) {
            const std::string left = a.substr(i, m), right = b.substr(j, n);
            const std::size_t wide = std::max(m, n);
            const int order = (std::string(wide - m, '0') + left).compare(std::string(wide - n, '0') + right);
            if (order != 0) return order < 0;
            i += m, j += n;
        } else {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
        }
    }
    return a.size() - i < b.size() - j;
}

std::string first_of(const std::vector<std::string>& names, std::size_t most) {
    const std::vector<std::string> some(names.begin(),
                                        names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size())));
    return join(some, ", ") + (names.size() > most ? ", ..." : "");
}

/// Folders as they were found, which of them hold pictures, and the number that each gets.
struct Numbering {
    const std::vector<std::string>& folders;
    std::vector<bool> has_pictures;
    std::vector<std::int64_t> number{};  ///< one a folder; -1 where it has none
    Labels labels{};

    explicit Numbering(const FoundData& found) : folders(found.classes), has_pictures(folders.size(), false) {
        for (const std::int64_t folder : found.picture_labels) has_pictures[static_cast<std::size_t>(folder)] = true;
        number.assign(folders.size(), -1);
    }
    void note(const std::string& text) { labels.notes.push_back(text); }

    void by_names(const LabelOptions& options) {
        const bool by_number = std::none_of(folders.begin(), folders.end(), [&](const std::string& folder) {
            return std::find(options.names.begin(), options.names.end(), folder) != options.names.end();
        });
        for (std::size_t f = 0; f < folders.size(); ++f) {
            const auto name = std::find(options.names.begin(), options.names.end(), folders[f]);
            if (name != options.names.end()) number[f] = name - options.names.begin();
            else if (by_number && is_number(folders[f]) && std::stoll(folders[f]) < std::ssize(options.names))
                number[f] = std::stoll(folders[f]);
            else if (has_pictures[f]) refuse_stranger(folders[f], options);
        }
        labels.classes = options.names;
    }

    [[noreturn]] static void refuse_stranger(const std::string& folder, const LabelOptions& options) {
        const std::string near = nearest(folder, options.names);
        throw Error(ErrorKind::data, Complaint{.file = options.path,
                                               .place = "folder '" + folder + "'",
                                               .expected = "the name of a class",
                                               .found = "none in the file of class names",
                                               .advice = near.empty() ? "its names are " + first_of(options.names, 3)
                                                                      : "the nearest name is '" + near + "'"});
    }

    /// The folders' names as numbers, less `first`.
    void by_numbers(std::int64_t first) {
        std::int64_t most = 0;
        for (std::size_t f = 0; f < folders.size(); ++f)
            number[f] = std::stoll(folders[f]) - first, most = std::max(most, number[f]);
        for (std::int64_t c = 0; c <= most; ++c) labels.classes.push_back(std::to_string(c + first));
        std::vector<std::string> by_name = folders;
        std::sort(by_name.begin(), by_name.end());
        if (by_name != folders)
            note("folders are taken as class numbers, " + first_of(folders, 4) +
                 " (in the order of their names, which "
                 "some programs take, they would be " +
                 first_of(by_name, 4) + "): give the classes if the network's order is another");
        if (first == 1) note("folders count from 1: folder 1 is taken as class 0");
    }

    void by_place(std::int64_t class_count) {
        // Those without pictures count, unless the network says that they do not.
        const auto filled = std::count(has_pictures.begin(), has_pictures.end(), true);
        const bool skip = filled == class_count && filled < std::ssize(folders);
        std::vector<std::string> empty;
        for (std::size_t f = 0; f < folders.size(); ++f) {
            if (!has_pictures[f]) empty.push_back("'" + folders[f] + "'");
            if (skip && !has_pictures[f]) continue;
            number[f] = std::ssize(labels.classes);
            labels.classes.push_back(folders[f]);
        }
        if (!empty.empty())
            note("no pictures in " + first_of(empty, 3) +
                 (skip ? ": not counted as a class" : ": counted as a class all the same"));
        if (!std::is_sorted(folders.begin(), folders.end(), naturally_less))
            note("classes are numbered in the order of the folders' names: " + first_of(labels.classes, 4) +
                 "; give the classes if the network's order is another");
        if (class_count > std::ssize(labels.classes))
            note(
                "classes are numbered by the order of the folders' names, and the network has more: give the classes "
                "if "
                "its order is another");
    }
};

}  // namespace

Labels folder_labels(const FoundData& found, const LabelOptions& options) {
    Numbering numbering(found);
    std::vector<std::int64_t> numbers;
    const bool are_numbers = std::all_of(found.classes.begin(), found.classes.end(), is_number);
    if (are_numbers)
        for (const std::string& folder : found.classes) numbers.push_back(std::stoll(folder));
    const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
    const std::int64_t count = options.class_count > 0 ? options.class_count : std::ssize(found.classes);
    const bool are_distinct = std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end();

    if (!options.names.empty()) numbering.by_names(options);
    else if (are_numbers && are_distinct && *high < std::min(count, most_numbered)) numbering.by_numbers(0);
    else if (are_numbers && are_distinct && *low == 1 && *high <= std::min(count, most_numbered))
        numbering.by_numbers(1);
    else numbering.by_place(options.class_count);

    Labels labels = std::move(numbering.labels);
    labels.are_there = true;
    for (const std::int64_t folder : found.picture_labels)
        labels.numbers.push_back(numbering.number[static_cast<std::size_t>(folder)]);
    return labels;
}

}  // namespace blackbody
