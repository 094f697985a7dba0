#include "blackbody/loading/labels.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& place, const std::string& expected,
                         const std::string& found, const std::string& advice) {
    throw Error(ErrorKind::data,
                Complaint{.file = file, .place = place, .expected = expected, .found = found, .advice = advice});
}

}  // namespace

/// Class numbers of an array [N] or [N, 1] of whole numbers.
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

/// The labels of a folder a class, by name where class names were given.
std::vector<std::int64_t> folder_labels(const FoundData& found, const std::vector<std::string>& names,
                                        const std::string& path) {
    if (names.empty()) return found.picture_labels;
    std::vector<std::int64_t> number_of;
    for (const std::string& folder : found.classes) {
        const auto name = std::find(names.begin(), names.end(), folder);
        if (name == names.end())
            refuse(path, "folder '" + folder + "'", "the name of a class", "none in the file of class names",
                   nearest(folder, names).empty() ? "names are compared letter by letter"
                                                  : "the nearest name is '" + nearest(folder, names) + "'");
        number_of.push_back(name - names.begin());
    }
    std::vector<std::int64_t> labels;
    for (const std::int64_t folder : found.picture_labels)
        labels.push_back(number_of[static_cast<std::size_t>(folder)]);
    return labels;
}

}  // namespace blackbody
