#include <cmath>

#include "blackbody/base/standing.h"
#include "blackbody/instruments/report/checked.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/instruments/report/json_fields.h"

namespace blackbody {
namespace json {
namespace {

/// The schema of a C++ type, chosen by overload on a pointer that is never followed.
template <class T>
struct Tag {};

Json schema(Tag<std::string>) { return {{"type", "string"}}; }
Json schema(Tag<bool>) { return {{"type", "boolean"}}; }
Json schema(Tag<double>) { return {{"type", Json::array({"number", "null"})}}; }

template <std::integral T>
Json schema(Tag<T>) {
    Json out = {{"type", "integer"}};
    if (std::is_unsigned_v<T>) out["minimum"] = 0;
    return out;
}

template <class E>
    requires std::is_enum_v<E>
Json schema(Tag<E>) {
    Json words = Json::array();
    for (int i = 0; i < enumerators<E>; ++i) words.push_back(to_string(static_cast<E>(i)));
    return {{"enum", words}};
}

Json schema(Tag<std::map<std::string, std::int64_t>>) {
    return {{"type", "object"}, {"additionalProperties", {{"type", "integer"}}}};
}

template <HasFields T>
Json schema(Tag<T>);

template <class T>
Json schema(Tag<std::vector<T>>) {
    return {{"type", "array"}, {"items", schema(Tag<T>{})}};
}

/// An object that has these members, all of them, and no others.
Json closed_object(const Json& properties) {
    Json required = Json::array();
    for (auto item = properties.begin(); item != properties.end(); ++item) required.push_back(item.key());
    return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

template <HasFields T>
Json schema(Tag<T>) {
    Json properties = Json::object(), if_any = Json::object();
    T record{};
    fields(record, [&]<class F>(const char* key, const F& value) {
        if constexpr (is_if_any<F>) if_any[key] = schema(Tag<std::remove_cvref_t<decltype(value.value)>>{});
        else properties[key] = schema(Tag<F>{});
    });
    Json out = closed_object(properties);
    out["properties"].update(if_any);
    return out;
}

Json quantity_schema(const QuantityInfo& quantity) {
    Json value = {{"type", Json::array({"number", "null"})}};
    if (std::isfinite(quantity.low)) value["minimum"] = quantity.low;
    if (std::isfinite(quantity.high)) value["maximum"] = quantity.high;
    return {{"description", quantity.meaning},
            {"$ref", "#/$defs/estimate"},
            {"properties", {{"value", value}, {"unit", {{"const", quantity.unit}}}}}};
}

/// If a measurement is of this observable, its estimates are the quantities of the record.
Json observable_rule(const ObservableInfo& info) {
    Json quantities = Json::object();
    for (const QuantityInfo& quantity : info.quantities) quantities[quantity.name] = quantity_schema(quantity);
    const Json estimates = {{"type", "object"}, {"properties", quantities}, {"additionalProperties", false}};
    return {{"if", {{"properties", {{"observable", {{"const", info.name}}}}}}},
            {"then", {{"description", info.summary}, {"properties", {{"estimates", estimates}}}}}};
}

Json measurement_schema(const Records& records) {
    Json names = Json::array(), rules = Json::array();
    for (const ObservableInfo* info : records.observables) {
        names.push_back(info->name);
        rules.push_back(observable_rule(*info));
    }
    Json out = closed_object({{"observable", {{"enum", names}}},
                              {"site", schema(Tag<std::string>{})},
                              {"estimates", {{"type", "object"}}},
                              {"curves", {{"type", "array"}, {"items", {{"$ref", "#/$defs/curve"}}}}},
                              {"notes", schema(Tag<std::vector<std::string>>{})}});
    out["properties"]["from"] = {{"type", "string"},
                                 {"description", "of what is measured of two sites at once, the earlier one"}};
    out["properties"]["lists"] = schema(Tag<std::vector<ChannelList>>{});
    out["properties"]["facts"] = schema(Tag<std::vector<Fact>>{});
    if (!rules.empty()) out["allOf"] = rules;
    return out;
}

Json estimate_schema() {
    const Json error = {{"description", "one standard error; \"exact\"; or the reason why none can be had"},
                        {"anyOf", Json::array({{{"type", "number"}, {"exclusiveMinimum", 0}}, {{"type", "string"}}})}};
    Json out = closed_object({{"value", schema(Tag<double>{})},
                              {"std_error", error},
                              {"n", schema(Tag<std::int64_t>{})},
                              {"unit", schema(Tag<std::string>{})},
                              {"nulls", {{"type", "object"}, {"additionalProperties", {{"$ref", "#/$defs/null"}}}}}});
    out["properties"]["note"] = {{"type", "string"}};
    out["properties"]["infinity"] = {{"enum", {1, -1}}, {"description", "its sign, where the value is infinite"}};
    out["properties"]["degrees"] = {
        {"type", "integer"},
        {"minimum", 1},
        {"description", "of freedom of Student's t with which std_error makes an interval; 15 where it is left out"}};
    return out;
}

/// A baseline of an earlier version has no standing: it follows from the rest.
Json null_schema() {
    Json out = schema(Tag<Null>{});
    Json words = Json::array({nullptr});
    for (const Standing s : {Standing::below, Standing::within, Standing::above}) words.push_back(to_string(s));
    out["properties"]["standing"] = {
        {"description",
         "of the value among the draws, as verdicts and dots decide; null where fewer than 19 were drawn"},
        {"enum", words}};
    return out;
}

Json rules_schema() {
    const Json outcomes = {to_string(Outcome::found), to_string(Outcome::fine), to_string(Outcome::not_judged)};
    return {{"type", "array"},
            {"items", closed_object({{"claim", schema(Tag<std::string>{})},
                                     {"outcome", {{"enum", outcomes}}},
                                     {"reason", schema(Tag<std::string>{})}})}};
}

}  // namespace
}  // namespace json

std::string json_schema(const Records& records) {
    using json::Json, json::schema, json::Tag;
    Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "What Blackbody measured"},
                {"description", "Generated from the records of the instruments; the form of a run's results as JSON."}};
    const Json measurements = {{"type", "array"}, {"items", json::measurement_schema(records)}};
    out.update(json::closed_object({{"schema_version", {{"const", json_schema_version}}},
                                    {"blackbody", schema(Tag<RunInfo>{})},
                                    {"system", schema(Tag<Card>{})},
                                    {"data", schema(Tag<DataCard>{})},
                                    {"sites", schema(Tag<std::vector<SiteInfo>>{})},
                                    {"measurements", measurements},
                                    {"skipped", schema(Tag<std::vector<Skip>>{})},
                                    {"findings", schema(Tag<std::vector<Finding>>{})},
                                    {"rules", json::rules_schema()}}));
    out["$defs"] = {
        {"estimate", json::estimate_schema()}, {"null", json::null_schema()}, {"curve", schema(Tag<Curve>{})}};
    return out.dump(2) + "\n";
}

}  // namespace blackbody
