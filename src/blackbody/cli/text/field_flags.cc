#include "blackbody/cli/text/field_flags.h"

#include "blackbody/util/text.h"

namespace blackbody {

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

void add_switch(CLI::App& app, const OptionField& field, bool& value) {
    const std::string flag = flag_of((value ? std::string("no_") : std::string()) + field.key);
    app.add_flag_callback(
           flag, [&value, said = !value] { value = said; }, field.help)
        ->group(field.group);
}

}  // namespace blackbody
