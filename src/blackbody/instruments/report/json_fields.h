#pragma once
/// The fields of every record in JSON, each named once: writer, reader and schema all walk these lists.
#include <concepts>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "blackbody/base/results.h"

namespace blackbody::json {

using Json = nlohmann::ordered_json;

template <class T, class Record>
concept Is = std::same_as<std::remove_const_t<T>, Record>;

/// A member that is left out where it is empty.
template <class T>
struct IfAny {
    T& value;
};
template <class T>
IfAny(T&) -> IfAny<T>;
template <class T>
constexpr bool is_if_any = false;
template <class T>
constexpr bool is_if_any<IfAny<T>> = true;

void fields(Is<RunInfo> auto& x, auto&& f) {
    f("version", x.version), f("command", x.command), f("seed", x.seed), f("threads", x.threads);
    f("device", x.device), f("dtype", x.dtype), f("seconds", x.seconds);
}

void fields(Is<Card> auto& x, auto&& f) {
    f("title", x.title), f("kind", x.kind), f("file", x.file), f("sha256", x.sha256), f("format", x.format);
    f("producer", x.producer), f("dtype", x.dtype), f("parameters", x.parameters);
    f("parameter_bytes", x.parameter_bytes), f("file_bytes", x.file_bytes), f("nodes", x.nodes);
    f("multiply_adds", x.multiply_adds), f("operators", x.operators), f("inputs", x.inputs);
    f("outputs", x.outputs), f("notes", x.notes);
}

void fields(Is<DataCard> auto& x, auto&& f) {
    f("file", x.file), f("format", x.format), f("split", x.split), f("samples_given", x.samples_given);
    f("samples_used", x.samples_used), f("shape", x.shape), f("labelled", x.labelled), f("classes", x.classes);
    f("preprocessing", x.preprocessing), f("notes", x.notes);
}

void fields(Is<SiteInfo> auto& x, auto&& f) {
    f("name", x.name), f("op", x.op), f("role", x.role), f("axes", x.axes), f("shape", x.shape), f("depth", x.depth);
    f("weight", x.weight), f("weight_shape", x.weight_shape), f("output", x.output);
}

void fields(Is<Null> auto& x, auto&& f) {
    f("value", x.value), f("mean", x.mean), f("spread", x.spread), f("low", x.low), f("high", x.high);
    f("draws", x.draws);
}

void fields(Is<CurveAxis> auto& x, auto&& f) {
    f("name", x.name), f("unit", x.unit), f("log", x.log), f("values", x.values);
}
void fields(Is<CurveSeries> auto& x, auto&& f) {
    f("name", x.name), f("values", x.values), f("errors", x.errors), f("doubtful", x.doubtful);
}
void fields(Is<CurveMark> auto& x, auto&& f) { f("name", x.name), f("x", x.x); }

void fields(Is<Curve> auto& x, auto&& f) {
    f("name", x.name), f("label", x.label), f("kind", x.kind), f("x", x.x), f("y", x.y), f("series", x.series);
    f("marks", x.marks);
}

void fields(Is<ChannelList> auto& x, auto&& f) { f("name", x.name), f("label", x.label), f("channels", x.channels); }

void fields(Is<Fact> auto& x, auto&& f) { f("name", x.name), f("words", x.words); }

void fields(Is<Skip> auto& x, auto&& f) { f("observable", x.observable), f("site", x.site), f("reason", x.reason); }

void fields(Is<Evidence> auto& x, auto&& f) {
    f("observable", x.observable), f("site", x.site), f("quantity", x.quantity), f("value", x.value);
    f("reading", x.reading), f("against", IfAny{x.against}), f("from", IfAny{x.from});
}

void fields(Is<Finding> auto& x, auto&& f) {
    f("claim", x.claim), f("verdict", x.verdict), f("site", x.site), f("sentence", x.sentence);
    f("evidence", x.evidence), f("advice", x.advice);
}

/// Ignores what it is shown: to ask whether a type has a list of fields.
struct Ignore {
    void operator()(const char*, const auto&) const {}
};

template <class T>
concept HasFields = requires(T& x) { fields(x, Ignore{}); };

/// Every word of an enumeration that JSON writes by name.
template <class E>
constexpr int enumerators = 0;
template <>
constexpr int enumerators<Role> = static_cast<int>(Role::other) + 1;
template <>
constexpr int enumerators<Verdict> = static_cast<int>(Verdict::undecided) + 1;
template <>
constexpr int enumerators<Curve::Kind> = static_cast<int>(Curve::Kind::sheet) + 1;

}  // namespace blackbody::json
