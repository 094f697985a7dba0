#include "blackbody/cli/text/field_flags.h"

#include <charconv>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// "5m" as 300. Throws CLI::ValidationError.
double amount_of(const OptionField& field, const std::string& text) {
    double value = -1;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    double factor = at == end ? 1 : 0;
    for (const Suffix& suffix : field.suffixes)
        if (at + 1 == end && *at == suffix.letter) factor = suffix.factor;
    if (error != std::errc{} || !field.range.holds(value * factor))
        throw CLI::ValidationError("expected " + std::string(field.amount) + ", found '" + text + "'");
    return value * factor;
}

}  // namespace

std::string help_of(const OptionField& field, const std::string& value) {
    const std::string said = *field.shown ? field.shown : value;
    return field.help + (said.empty() ? "" : " (" + said + ")");
}

std::string takes_of(const OptionField& field, bool is_word, bool is_list) {
    if (*field.takes) return field.takes;
    return std::string(is_word ? "NAME" : field.range.is_whole ? "N" : "X") + (is_list ? ",.." : "");
}

CLI::Validator one_of(const OptionField& field) {
    return {[field](const std::string& word) -> std::string {
                return allows(field, word) ? "" : "expected " + words_in(field) + ", found '" + word + "'";
            },
            ""};
}

std::string flags_of(const OptionField& field) {
    return (field.letter ? std::string("-") + field.letter + "," : "") + flag_of(field.key);
}

void add_amount(CLI::App& app, const OptionField& field, std::function<void(double)> set) {
    const auto complaint = [field](const std::string& text) -> std::string {
        try {
            amount_of(field, text);
            return "";
        } catch (const CLI::ValidationError& error) {
            return error.what();
        }
    };
    app.add_option_function<std::string>(
           flags_of(field), [field, set = std::move(set)](const std::string& text) { set(amount_of(field, text)); },
           field.help)
        ->type_name(field.takes)
        ->check(CLI::Validator(complaint, ""))
        ->group(field.group);
}

void add_switch(CLI::App& app, const OptionField& field, bool& value) {
    const std::string flag = value ? flag_of(std::string("no_") + field.key) : flags_of(field);
    app.add_flag_callback(
           flag, [&value, said = !value] { value = said; }, field.help)
        ->group(field.group);
}

}  // namespace blackbody
