#include "blackbody/instruments/report/records.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "blackbody/util/find_record.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Differences below it come from the order of additions.
double noise(double value) { return 1e-6 * std::fabs(value); }

/// "1 channel", "8 channels": what is counted has a plural, a nat or a radian has none.
std::string counted(const std::string& unit, double value) {
    static constexpr std::array nouns = {"chain",          "channel", "eigenvalue", "frame",   "mode",
                                         "multiplication", "number",  "parameter",  "picture", "state",
                                         "step",           "unit",    "value",      "weight"};
    return value != 1 && std::find(nouns.begin(), nouns.end(), unit) != nouns.end() ? unit + "s" : unit;
}

/// A whole number by all its digits.
std::string exactly(double value) {
    const bool is_count = std::abs(value) >= 1e4 && std::abs(value) < 1e15 && value == std::floor(value);
    return is_count ? with_commas(static_cast<long long>(value)) : short_number(value);
}

Records collect() {
    Records records{observable_infos(), control_infos(), {}};
    for (const Claim* claim : claims()) records.claims.push_back(&claim->info);
    return records;
}

}  // namespace

const Records& Records::registered() {
    static const Records records = collect();
    return records;
}

const ObservableInfo* Records::observable(const std::string& name) const { return find_record(name, observables); }
const ControlInfo* Records::control(const std::string& name) const { return find_record(name, controls); }
const ClaimInfo* Records::claim(const std::string& name) const { return find_record(name, claims); }

const QuantityInfo* Records::quantity(const std::string& observable_name, const std::string& name) const {
    const ObservableInfo* info = observable(observable_name);
    return info == nullptr ? nullptr : find_quantity(*info, name);
}

std::string in_words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string full_name(const std::string& observable, const std::string& name) {
    return name.find('.') == std::string::npos ? observable + "." + name : name;  // a film's curves have theirs
}

std::string with_from(const std::string& place, const std::string& from) {
    return place + (from.empty() ? "" : " from " + from);
}

std::string noun_of(const Card& card) {
    return card.kind == "rbm" || card.kind == "dbm" || card.kind == "dbn" ? "machine" : "network";
}

std::string kind_in_words(const Card& card) {
    if (card.kind == "rbm") return "A restricted Boltzmann machine";
    if (card.kind == "dbm") return "A deep Boltzmann machine";
    return card.kind == "dbn" ? "A deep belief network" : "A trained network";
}

std::string range_of(const QuantityInfo& quantity) {
    const std::string unit = quantity.unit == "1" ? "" : " " + quantity.unit;
    const bool low = std::isfinite(quantity.low), high = std::isfinite(quantity.high);
    if (low && high) return short_number(quantity.low) + " … " + short_number(quantity.high) + unit;
    if (low) return "at least " + short_number(quantity.low) + unit;
    return high ? "at most " + short_number(quantity.high) + unit : "any number";
}

std::string plain_reading(const Estimate& estimate, const QuantityInfo* info) {
    const std::string unit = info == nullptr || info->unit == "1" ? "" : " " + counted(info->unit, estimate.value);
    switch (estimate.error.kind()) {
        case Uncertainty::Kind::number:
            return with_error(estimate.value, estimate.error.std_error()) + unit;
        case Uncertainty::Kind::exact:
            return exactly(estimate.value) + unit;
        case Uncertainty::Kind::unavailable:
            return short_number(estimate.value) + unit;
    }
    return "?";
}

std::string reading(const Estimate& estimate, const QuantityInfo* info) {
    const bool is_exact = estimate.error.kind() == Uncertainty::Kind::exact;
    return plain_reading(estimate, info) + (is_exact ? " (exact)" : "");
}

std::string why_no_error(const Estimate& estimate) {
    return estimate.error.kind() == Uncertainty::Kind::unavailable ? estimate.error.reason() : "";
}

std::string reading(const Null& null) {
    return with_error(null.mean, null.spread > noise(null.mean) ? null.spread : 0);
}

const SiteInfo* find_site(const Results& results, const std::string& name) {
    for (const SiteInfo& site : results.sites)
        if (site.name == name) return &site;
    return nullptr;
}

}  // namespace blackbody
