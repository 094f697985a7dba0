#pragma once
/// Flags from a list of fields (base/fields.h): name, help with the default, what is taken, and the check of it.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>

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

/// "-q,--quiet".
std::string flags_of(const OptionField& field);

/// --centred, or --no-centred where it is so unless said otherwise.
void add_switch(CLI::App& app, const OptionField& field, bool& value);

/// A number that may have a suffix: --budget 5m.
void add_amount(CLI::App& app, const OptionField& field, std::function<void(double)> set);

template <class T>
void add_flag(CLI::App& app, const OptionField& field, T& value) {
    using Type = FieldType<T>;
    using One = typename Type::One;
    constexpr bool is_word = std::same_as<One, std::string>;
    if constexpr (std::same_as<T, bool>) {
        add_switch(app, field, value);
    } else {
        if constexpr (!is_word && !Type::is_list)
            if (!field.suffixes.empty())
                return add_amount(app, field, [&value](double number) { value = static_cast<One>(number); });
        CLI::Option* option = app.add_option(flags_of(field), value, help_of(field, text_of(value)));
        option->type_name(takes_of(field, is_word, Type::is_list))->group(field.group)->required(field.is_required);
        if constexpr (is_word) option->check(one_of(field));
        else if constexpr (std::same_as<One, std::uint64_t>) option->check(seed_number());
        else option->check(in(field.range));
        if constexpr (Type::is_list)
            if (field.has_commas) option->delimiter(',');
    }
}

/// Of every field that has a half line of help.
void add_fields(CLI::App& app, auto& options) {
    fields(options, [&](const OptionField& field, auto& value) {
        if (*field.help) add_flag(app, field, value);
    });
}

/// A field by its key, and the line of help where a command says another.
struct Said {
    std::string key, help{};
};

/// All but these, under another heading.
void add_others(CLI::App& app, auto& options, const std::vector<std::string>& left_out, const std::string& group) {
    fields(options, [&](const OptionField& field, auto& value) {
        if (!*field.help || std::find(left_out.begin(), left_out.end(), field.key) != left_out.end()) return;
        add_flag(app, field, value);
        app.get_option(flag_of(field.key))->group(group);
    });
}

/// Only these fields, in this order, under another heading where it is given.
void add_some(CLI::App& app, auto& options, const std::vector<Said>& chosen, const std::string& group = "") {
    for (const Said& said : chosen)
        fields(options, [&](const OptionField& field, auto& value) {
            if (field.key != said.key) return;
            add_flag(app, field, value);
            CLI::Option* option = app.get_option(flag_of(field.key));
            if (!said.help.empty()) option->description(said.help);
            if (!group.empty()) option->group(group);
        });
}

}  // namespace blackbody
