#include <cmath>
#include <limits>

#include "blackbody/instruments/report/json.h"
#include "blackbody/instruments/report/json_fields.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace json {
namespace {

/// What is wrong with a document, and where; read_json adds the file's name.
struct Mismatch {
    std::string place, expected, found;
};

const Json& member(const Json& object, const char* key) {
    if (!object.is_object()) throw Mismatch{key, "an object around it", object.type_name()};
    const auto hit = object.find(key);
    if (hit == object.end()) throw Mismatch{std::string("'") + key + "'", "a value", "nothing"};
    return *hit;
}

/// Returns what it was given: never hand it a temporary.
const Json& expect(bool fits, const char* expected, const Json& found) {
    if (!fits) throw Mismatch{"", expected, found.type_name()};
    return found;  // NOLINT(bugprone-return-const-ref-from-parameter)
}

void into(std::string& out, const Json& j) { out = expect(j.is_string(), "a string", j).get<std::string>(); }
void into(bool& out, const Json& j) { out = expect(j.is_boolean(), "true or false", j).get<bool>(); }
void into(std::integral auto& out, const Json& j) {
    out = expect(j.is_number_integer(), "an integer", j).get<std::remove_reference_t<decltype(out)>>();
}

void into(double& out, const Json& j) {
    expect(j.is_number() || j.is_null(), "a number or null", j);
    out = j.is_null() ? std::nan("") : j.get<double>();
}

template <class E>
    requires std::is_enum_v<E>
void into(E& out, const Json& j) {
    std::string word;
    into(word, j);
    for (int i = 0; i < enumerators<E>; ++i) {
        out = static_cast<E>(i);
        if (word == to_string(out)) return;
    }
    throw Mismatch{"", "a word of this list", "'" + word + "'"};
}

void into(std::map<std::string, std::int64_t>& out, const Json& j) {
    expect(j.is_object(), "an object", j);
    for (auto item = j.begin(); item != j.end(); ++item) into(out[item.key()], item.value());
}

template <HasFields T>
void into(T& record, const Json& j);

template <class T>
void into(std::vector<T>& list, const Json& j) {
    for (const Json& item : expect(j.is_array(), "an array", j)) into(list.emplace_back(), item);
}

void into(std::vector<bool>& list, const Json& j) {
    for (const Json& item : expect(j.is_array(), "an array", j)) {
        bool value = false;
        into(value, item);
        list.push_back(value);
    }
}

template <HasFields T>
void into(T& record, const Json& j) {
    fields(record, [&]<class F>(const char* key, F&& value) {
        try {
            if constexpr (!is_if_any<std::remove_cvref_t<F>>) into(value, member(j, key));
            else if (j.contains(key)) into(value.value, member(j, key));
        } catch (Mismatch& mismatch) {
            if (mismatch.place.empty()) mismatch.place = std::string("'") + key + "'";
            throw;
        }
    });
}

Uncertainty uncertainty(const Json& estimate) {
    const Json& j = member(estimate, "std_error");
    if (j.is_number()) {
        int degrees = Uncertainty::usual_degrees;
        if (estimate.contains("degrees")) into(degrees, member(estimate, "degrees"));
        if (degrees < 1) throw Mismatch{"'degrees'", "1 or more", std::to_string(degrees)};
        return Uncertainty::of(j.get<double>(), degrees);
    }
    std::string word;
    into(word, j);
    return word == "exact" ? Uncertainty::exact() : Uncertainty::none(word);
}

/// The value, where null stands for what JSON has no number for.
double value_of(const Json& estimate) {
    double value = 0;
    into(value, member(estimate, "value"));
    if (!estimate.contains("infinity")) return value;
    int sign = 0;
    into(sign, member(estimate, "infinity"));
    return std::copysign(std::numeric_limits<double>::infinity(), sign);
}

Measurement measurement(const Json& j) {
    Measurement out;
    into(out.observable, member(j, "observable"));
    into(out.site, member(j, "site"));
    const Json& estimates = expect(member(j, "estimates").is_object(), "an object of estimates", j);
    for (auto item = estimates["estimates"].begin(); item != estimates["estimates"].end(); ++item) {
        const Json& e = item.value();
        Estimate estimate{item.key(), value_of(e), uncertainty(e), 0};
        into(estimate.n, member(e, "n"));
        const Json& nulls = member(e, "nulls");
        for (auto null = nulls.begin(); null != nulls.end(); ++null) {
            into(estimate.nulls.emplace_back(), null.value());
            estimate.nulls.back().control = null.key();
        }
        out.estimates.push_back(std::move(estimate));
    }
    into(out.curves, member(j, "curves"));
    into(out.notes, member(j, "notes"));
    if (j.contains("from")) into(out.from, member(j, "from"));
    if (j.contains("lists")) into(out.lists, member(j, "lists"));
    if (j.contains("facts")) into(out.facts, member(j, "facts"));
    return out;
}

Results results(const Json& top) {
    int version = 0;
    into(version, member(top, "schema_version"));
    if (version != json_schema_version)
        throw Mismatch{"'schema_version'", std::to_string(json_schema_version), std::to_string(version)};
    Results out;
    into(out.run, member(top, "blackbody"));
    into(out.system, member(top, "system"));
    into(out.data, member(top, "data"));
    into(out.sites, member(top, "sites"));
    for (const Json& j : expect(member(top, "measurements").is_array(), "an array", top)["measurements"])
        out.measurements.push_back(measurement(j));
    into(out.skipped, member(top, "skipped"));
    into(out.findings, member(top, "findings"));
    return out;
}

}  // namespace
}  // namespace json

Results read_json(std::istream& in, const std::string& name) {
    const std::string advice = "give results that this version wrote as JSON";
    try {
        return json::results(json::Json::parse(in));
    } catch (const json::Mismatch& wrong) {
        throw Error(ErrorKind::data, {name, wrong.place, wrong.expected, wrong.found, advice});
    } catch (const nlohmann::json::parse_error& wrong) {
        const std::string found =
            wrong.byte <= 1 ? "nothing that begins one" : "a fault at byte " + std::to_string(wrong.byte);
        throw Error(ErrorKind::data, {name, "", "a JSON report", found, advice});
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorKind::data, {name, "", "a JSON report", "JSON of another shape", advice});
    }
}

}  // namespace blackbody
