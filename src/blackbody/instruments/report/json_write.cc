#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "blackbody/base/standing.h"
#include "blackbody/instruments/report/checked.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/instruments/report/json_fields.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace json {
namespace {

/// The nearest number of so many significant digits, null where there is none.
Json rounded(double value, int digits) {
    if (!std::isfinite(value)) return nullptr;
    char text[40];
    std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return std::strtod(text, nullptr);
}

Json from(const std::string& text) { return text; }
Json from(bool value) { return value; }
Json from(std::integral auto value) { return value; }
Json from(double value) { return rounded(value, 6); }

template <class E>
    requires std::is_enum_v<E>
Json from(E value) {
    return to_string(value);
}

Json from(const std::map<std::string, std::int64_t>& counts) {
    Json out = Json::object();
    for (const auto& [name, count] : counts) out[name] = count;
    return out;
}

Json from(const std::vector<double>& values) {
    Json out = Json::array();
    for (const double value : values) out.push_back(rounded(value, 5));
    return out;
}

template <HasFields T>
Json from(const T& record);

template <class T>
Json from(const std::vector<T>& list) {
    Json out = Json::array();
    for (const T& item : list) out.push_back(from(item));
    return out;
}

template <HasFields T>
Json from(const T& record) {
    Json out = Json::object();
    fields(record, [&]<class F>(const char* key, const F& value) {
        if constexpr (!is_if_any<F>) out[key] = from(value);
        else if (!value.value.empty()) out[key] = from(value.value);
    });
    return out;
}

Json from(const Uncertainty& error) {
    switch (error.kind()) {
        case Uncertainty::Kind::number:
            if (!std::isfinite(error.std_error())) return "the error is not finite";
            if (error.std_error() == 0) return "every block of samples gave the same value";
            return rounded(error.std_error(), 6);
        case Uncertainty::Kind::exact:
            return "exact";
        case Uncertainty::Kind::unavailable:
            return error.reason();
    }
    return nullptr;
}

Json from_estimate(const Estimate& estimate, const QuantityInfo* info) {
    Json out = Json::object();
    out["value"] = rounded(estimate.value, 10);
    out["std_error"] = from(estimate.error);
    if (estimate.error.is_number() && estimate.error.degrees() != Uncertainty::usual_degrees)
        out["degrees"] = estimate.error.degrees();
    out["n"] = estimate.n;
    out["unit"] = info == nullptr ? "" : info->unit;
    if (!std::isfinite(estimate.value)) out["note"] = short_number(estimate.value) + " is not a JSON number";
    if (std::isinf(estimate.value)) out["infinity"] = estimate.value > 0 ? 1 : -1;
    Json& nulls = out["nulls"] = Json::object();
    for (const Null& null : estimate.nulls) {
        Json& entry = nulls[null.control] = from(null);
        const auto where = standing(null);
        entry["standing"] = where ? Json(to_string(*where)) : Json(nullptr);
    }
    return out;
}

Json from_measurement(const Measurement& measurement, const Records& records) {
    Json out = Json::object();
    out["observable"] = measurement.observable;
    out["site"] = measurement.site;
    if (!measurement.from.empty()) out["from"] = measurement.from;
    Json& estimates = out["estimates"] = Json::object();
    for (const Estimate& estimate : measurement.estimates)
        estimates[estimate.name] = from_estimate(estimate, records.quantity(measurement.observable, estimate.name));
    out["curves"] = from(measurement.curves);
    out["notes"] = from(measurement.notes);
    if (!measurement.lists.empty()) out["lists"] = from(measurement.lists);
    if (!measurement.facts.empty()) out["facts"] = from(measurement.facts);
    return out;
}

/// What became of every rule: it follows from the rest, so nobody reads it back.
Json from_rules(const Results& results, const Records& records) {
    Json out = Json::array();
    for (const Checked& rule : checked(results, records)) {
        Json& entry = out.emplace_back(Json::object());
        entry["claim"] = rule.claim->name;
        entry["outcome"] = to_string(rule.outcome);
        entry["reason"] = rule.reason;
    }
    return out;
}

/// Text with broken UTF-8 replaced; characters that could drive a terminal as \uXXXX.
std::string dump(const Json& scalar) {
    const bool plain = !scalar.is_string() ||
                       escape_control(scalar.get_ref<const std::string&>()) == scalar.get_ref<const std::string&>();
    return scalar.dump(-1, ' ', !plain, Json::error_handler_t::replace);
}

bool holds_only_scalars(const Json& value) {
    return std::none_of(value.begin(), value.end(), [](const Json& item) { return item.is_structured(); });
}

/// Scalars, and lists as short as a shape.
bool on_one_line(const Json& value) {
    return std::all_of(value.begin(), value.end(), [](const Json& item) {
        return !item.is_structured() || item.empty() ||
               (item.is_array() && item.size() <= 8 && holds_only_scalars(item));
    });
}

/// One line for what holds only scalars, one line an item for the rest: a diff shows the number that changed.
void write_value(std::ostream& out, const Json& value, int depth) {
    if (!value.is_structured()) {
        out << dump(value);
        return;
    }
    const bool flat = on_one_line(value);
    const std::string pad = flat ? "" : "\n" + std::string(depth + 1, ' ');
    const char* between = "";
    out << (value.is_object() ? "{" : "[");
    for (auto item = value.begin(); item != value.end(); ++item) {
        out << between << pad;
        if (value.is_object()) out << dump(item.key()) << (flat ? ":" : ": ");
        write_value(out, item.value(), depth + 1);
        between = ",";
    }
    if (!flat) out << "\n" << std::string(depth, ' ');
    out << (value.is_object() ? "}" : "]");
}

}  // namespace
}  // namespace json

void write_json(std::ostream& out, const Results& results, const Records& records) {
    json::Json top = json::Json::object();
    top["schema_version"] = json_schema_version;
    top["blackbody"] = json::from(results.run);
    top["system"] = json::from(results.system);
    top["data"] = json::from(results.data);
    top["sites"] = json::from(results.sites);
    json::Json& measurements = top["measurements"] = json::Json::array();
    for (const Measurement& measurement : results.measurements)
        measurements.push_back(json::from_measurement(measurement, records));
    top["skipped"] = json::from(results.skipped);
    top["findings"] = json::from(results.findings);
    top["rules"] = json::from_rules(results, records);
    json::write_value(out, top, 0);
    out << "\n";
}

}  // namespace blackbody
