#include "blackbody/instruments/claims/reading.h"

#include <algorithm>
#include <cmath>

#include "blackbody/util/student.h"
#include "blackbody/util/text.h"

namespace blackbody {

namespace {

/// "0.0310 ± 0.0040", "0.031 (exact)", "0.031 (a bound at 95 %)".
std::string plain(const Estimate& estimate) {
    if (estimate.error.is_number()) return with_error(estimate.value, estimate.error.std_error());
    const bool exact = estimate.error.kind() == Uncertainty::Kind::exact;
    return short_number(estimate.value) + " (" + (exact ? "exact" : estimate.error.reason()) + ")";
}

std::string against(const Null& null) {
    return "; on the null's samples " + short_number(null.value) + " against " + null.control + " " +
           short_number(null.mean) + " ± " + short_number(null.spread, 2) + ", " + short_number(null.low) + " ... " +
           short_number(null.high) + " in " + std::to_string(null.draws) + " draws";
}

}  // namespace

Evidence evidence_of(const Measurement& measurement, const Estimate& estimate) {
    return {.observable = measurement.observable,
            .site = measurement.site,
            .quantity = estimate.name,
            .value = estimate.value,
            .reading = plain(estimate),
            .from = measurement.from};
}

double half_width_95(const Uncertainty& error) {
    return error.is_number() ? student_t(0.95, error.degrees()) * error.std_error() : 0;
}

Evidence evidence_with_nulls(const Measurement& measurement, const Estimate& estimate) {
    Evidence evidence = evidence_of(measurement, estimate);
    if (!estimate.nulls.empty()) evidence.brief = evidence.reading;
    for (const Null& null : estimate.nulls) {
        evidence.reading += against(null);
        evidence.against.push_back(null.control);
    }
    return evidence;
}

const Null* find_null(const Estimate& estimate, const std::string& control) {
    for (const Null& null : estimate.nulls)
        if (null.control == control) return &null;
    return nullptr;
}

const SiteInfo* site_info_of(const Results& results, const std::string& name) {
    for (const SiteInfo& site : results.sites)
        if (site.name == name) return &site;
    return nullptr;
}

}  // namespace blackbody
