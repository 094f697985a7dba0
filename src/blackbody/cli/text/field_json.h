#pragma once
/// Options as JSON, by their list of fields: numbers as numbers, null where nothing was given.
#include <nlohmann/json.hpp>

#include "blackbody/base/fields.h"

namespace blackbody {

template <class T>
nlohmann::ordered_json json_value(const T& value) {
    return value;
}
template <class T>
nlohmann::ordered_json json_value(const std::optional<T>& value) {
    return value ? json_value(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json json_of(const auto& options) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    fields(options, [&](const OptionField& field, const auto& value) { json[field.key] = json_value(value); });
    return json;
}

}  // namespace blackbody
