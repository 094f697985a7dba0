#pragma once
/// Flags from a list of fields (base/fields.h): name, help with the default, what is taken, and the check of it.
#include <CLI/CLI.hpp>

#include "blackbody/base/fields.h"
#include "blackbody/cli/text/numbers.h"

namespace blackbody {

template <class T>
struct FieldType {
    using One = T;
    static constexpr bool is_list = false;
};
template <class T>
struct FieldType<std::optional<T>> : FieldType<T> {};
template <class T>
struct FieldType<std::vector<T>> {
    using One = T;
    static constexpr bool is_list = true;
};

/// "learning rate at the start (0.05; adam 0.001)".
std::string help_of(const OptionField& field, const std::string& value);

/// What the help says it takes: its own word, or NAME, N, X, with ",.." for a list.
std::string takes_of(const OptionField& field, bool is_word, bool is_list);

/// Complains of the flag: "expected sgd or adam, found 'momentum'".
CLI::Validator one_of(const OptionField& field);

/// --centred, or --no-centred where it is so unless said otherwise.
void add_switch(CLI::App& app, const OptionField& field, bool& value);

template <class T>
void add_flag(CLI::App& app, const OptionField& field, T& value) {
    using Type = FieldType<T>;
    constexpr bool is_word = std::same_as<typename Type::One, std::string>;
    if constexpr (std::same_as<T, bool>) {
        add_switch(app, field, value);
    } else {
        CLI::Option* option = app.add_option(flag_of(field.key), value, help_of(field, text_of(value)));
        option->type_name(takes_of(field, is_word, Type::is_list))->group(field.group)->required(field.is_required);
        if constexpr (is_word) option->check(one_of(field));
        else option->check(in(field.range));
        if constexpr (Type::is_list) option->delimiter(',');
    }
}

/// Of every field that has a half line of help.
void add_fields(CLI::App& app, auto& options) {
    fields(options, [&](const OptionField& field, auto& value) {
        if (*field.help) add_flag(app, field, value);
    });
}

}  // namespace blackbody
