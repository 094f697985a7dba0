#include "blackbody/loading/data_names.h"

#include <cctype>
#include <map>
#include <set>
#include <vector>

namespace blackbody {
namespace {

const std::set<std::string> input_words{"images", "image", "imgs",    "inputs",  "input",
                                        "x",      "data",  "samples", "features"};
const std::set<std::string> label_words{"labels", "label", "y", "targets", "target", "classes"};
const std::map<std::string, std::string> split_words{{"train", "train"},    {"training", "train"}, {"test", "test"},
                                                     {"t10k", "test"},      {"val", "val"},        {"valid", "val"},
                                                     {"validation", "val"}, {"dev", "val"}};

/// "test_images_u8.npy" -> test, images, u8, npy.
std::vector<std::string> words_of(const std::string& name) {
    std::vector<std::string> words(1);
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else words.emplace_back();
    }
    return words;
}

/// Of a format or a type of numbers: "npy", "idx3", "u8", "float32".
bool is_of_format(const std::string& word) {
    static const std::set<std::string> endings{"",   "npy", "npz", "gz",  "csv", "ubyte",
                                               "u8", "f16", "f32", "f64", "i32", "i64"};
    const auto numbered = [&](const char* type) {
        return word.starts_with(type) && word.find_first_not_of("0123456789", std::string(type).size()) == word.npos;
    };
    return endings.count(word) || numbered("idx") || numbered("uint") || numbered("int") || numbered("float");
}

}  // namespace

NameMeaning meaning_of(const std::string& name) {
    NameMeaning reading;
    for (const std::string& word : words_of(name)) {
        if (const auto split = split_words.find(word); split != split_words.end()) reading.split = split->second;
        else if (input_words.count(word) || label_words.count(word)) {
            if (!reading.has_role) reading.is_labels = label_words.count(word) != 0;
            reading.has_role = true;
        } else if (!reading.has_role) reading.group += word + " ";
        else if (!is_of_format(word)) reading.rest += word + " ";
    }
    return reading;
}

bool is_split(const std::string& word) { return split_words.count(word) != 0; }

std::string canonical_split(const std::string& split) {
    const auto known = split_words.find(split);
    return known == split_words.end() ? split : known->second;
}

}  // namespace blackbody
