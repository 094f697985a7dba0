#pragma once
/// A struct of options names its fields once; flags and their help (cli/text/field_flags.h), the check and its
/// complaint, the words that a trained file keeps and that --resume compares are all made from that list.
///
///   struct Cooling {
///       double beta = 1;
///       std::optional<double> field{};  ///< not given is another thing than 0
///   };
///   void fields(Is<Cooling> auto& x, auto&& f) {
///       f(OptionField{.key = "beta", .help = "inverse temperature", .range = from(0, 1e6)}, x.beta);
///       f(OptionField{.key = "field", .help = "of all spins", .range = from(-9, 9), .shown = "the data's"}, x.field);
///   }
///
/// A list may call that of a member, so that options are made of options. Fields are numbers, words, yes or no, lists
/// of them, and any of these as std::optional.
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "blackbody/util/errors.h"
#include "blackbody/util/number_range.h"

namespace blackbody {

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

/// 'K' for 1024.
struct Suffix {
    char letter;
    double factor;
};

/// What is said of one field.
struct OptionField {
    const char* key;                   ///< "weight_decay": in files and in calls; its flag is --weight-decay
    const char* help = "";             ///< half a line; "": no flag, it is known from elsewhere
    const char* group = "";            ///< heading of the flag
    NumberRange range{};               ///< of a number, and of each in a list
    std::vector<std::string> words{};  ///< those there are; none: any
    const char* name = "";             ///< in sentences, where the key is no word: "learning rate"
    const char* shown = "";            ///< in the help, where the default says it badly or is none: "0.05; adam 0.001"
    const char* takes = "";            ///< in the help: "FILE"; "": by the type
    bool is_required = false;          ///< by the command line
    bool decides = true;               ///< what comes out, so that the file keeps it
    char letter = 0;                   ///< a short flag beside the long one: 'q'
    bool has_commas = true;            ///< of a list: one word with commas between; else the flag stands again
    std::vector<Suffix> suffixes{};    ///< that a number may end with: {{'m', 60}}; `amount` says so
    const char* amount = "";           ///< "a time such as 60s or 5m"
};

/// Of one option, told by its name; the command line tells it by the flag.
class OptionError : public Error {
  public:
    OptionError(const OptionField& field, const std::string& complaint);
    OptionError(const std::string& key, const std::string& complaint);
    const std::string& key() const { return key_; }
    const std::string& complaint() const { return complaint_; }

  private:
    std::string key_, complaint_;
};

std::string name_of(const OptionField& field);   ///< "weight decay"
std::string flag_of(const std::string& key);     ///< "--weight-decay"
std::string words_in(const OptionField& field);  ///< "sgd or adam", "cosine, step or constant"
bool allows(const OptionField& field, const std::string& word);

/// A value as one word, read back by the flag; "" where there is none.
std::string text_of(bool value);
std::string text_of(double value);
std::string text_of(std::int64_t value);
std::string text_of(std::uint64_t value);
std::string text_of(const std::string& value);
template <class T>
std::string text_of(const std::vector<T>& values) {
    std::string text;
    for (const T& value : values) text += (text.empty() ? "" : ",") + text_of(value);
    return text;
}
template <class T>
std::string text_of(const std::optional<T>& value) {
    return value ? text_of(*value) : "";
}

/// Throw OptionError where the value is none of the field's.
void check_value(const OptionField& field, double value);
void check_value(const OptionField& field, std::int64_t value);
void check_value(const OptionField& field, const std::string& value);
inline void check_value(const OptionField&, bool) {}
inline void check_value(const OptionField&, std::uint64_t) {}
template <class T>
void check_value(const OptionField& field, const std::vector<T>& values) {
    for (const T& value : values) check_value(field, value);
}
template <class T>
void check_value(const OptionField& field, const std::optional<T>& value) {
    if (value) check_value(field, *value);
}

/// Throws OptionError for the first field that cannot be.
void check_fields(const auto& options) {
    fields(options, [](const OptionField& field, const auto& value) { check_value(field, value); });
}

/// What decides the outcome and was given, "weight_decay" and "0.1".
using OptionWords = std::map<std::string, std::string>;
OptionWords words_of(const auto& options) {
    OptionWords words;
    fields(options, [&](const OptionField& field, const auto& value) {
        if (const std::string text = text_of(value); field.decides && !text.empty()) words[field.key] = text;
    });
    return words;
}

/// The first word that differs; "" where one side lacks it.
struct WordDifference {
    std::string key, before, now;
};
std::optional<WordDifference> difference(const OptionWords& before, const OptionWords& now);

}  // namespace blackbody
