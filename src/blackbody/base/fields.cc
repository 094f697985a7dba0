#include "blackbody/base/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::string spelled(std::string key, char with) {
    std::replace(key.begin(), key.end(), '_', with);
    return key;
}

void refuse(const OptionField& field, const std::string& expected, const std::string& found) {
    throw OptionError(field, "expected " + expected + ", found " + escape_control(found));
}

}  // namespace

OptionError::OptionError(const OptionField& field, const std::string& complaint)
    : Error(ErrorKind::usage, name_of(field) + ": " + complaint), key_(field.key), complaint_(complaint) {}

OptionError::OptionError(const std::string& key, const std::string& complaint)
    : Error(ErrorKind::usage, spelled(key, ' ') + ": " + complaint), key_(key), complaint_(complaint) {}

std::string name_of(const OptionField& field) { return *field.name ? field.name : spelled(field.key, ' '); }

std::string flag_of(const std::string& key) { return "--" + spelled(key, '-'); }

std::string words_in(const OptionField& field) {
    if (field.words.size() < 2) return join(field.words, "");
    return join({field.words.begin(), field.words.end() - 1}, ", ") + " or " + field.words.back();
}

bool allows(const OptionField& field, const std::string& word) {
    return field.words.empty() || std::find(field.words.begin(), field.words.end(), word) != field.words.end();
}

std::string text_of(bool value) { return value ? "yes" : "no"; }
std::string text_of(double value) { return fmt::format("{}", value); }
std::string text_of(std::int64_t value) { return std::to_string(value); }
std::string text_of(std::uint64_t value) { return std::to_string(value); }
std::string text_of(const std::string& value) { return value; }

void check_value(const OptionField& field, double value) {
    if (!field.range.holds(value)) refuse(field, field.range.words(), short_number(value, 6));
}

void check_value(const OptionField& field, std::int64_t value) { check_value(field, static_cast<double>(value)); }

void check_value(const OptionField& field, const std::string& value) {
    if (!allows(field, value)) refuse(field, words_in(field), "'" + value + "'");
}

std::optional<WordDifference> difference(const OptionWords& before, const OptionWords& now) {
    for (const auto& [key, value] : before)
        if (const auto found = now.find(key); found == now.end()) return {{key, value, ""}};
        else if (found->second != value) return {{key, value, found->second}};
    for (const auto& [key, value] : now)
        if (!before.contains(key)) return {{key, "", value}};
    return {};
}

}  // namespace blackbody
