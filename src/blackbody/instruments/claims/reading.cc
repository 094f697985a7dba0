#include "blackbody/instruments/claims/reading.h"

#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {

std::string with_nulls(const Estimate& estimate) {
    std::string text = estimate.error.is_number() ? with_error(estimate.value, estimate.error.std_error())
                                                  : short_number(estimate.value);
    if (estimate.error.kind() == Uncertainty::Kind::exact) text += " (exact)";
    for (const Null& null : estimate.nulls)
        text += "; on the null's samples " + short_number(null.value) + " against " + null.control + " " +
                short_number(null.mean) + " ± " + short_number(null.spread, 2) + ", " + short_number(null.low) +
                " ... " + short_number(null.high) + " in " + std::to_string(null.draws) + " draws";
    return text;
}

Evidence evidence_of(const Measurement& measurement, const Estimate& estimate) {
    return {measurement.observable, measurement.site, estimate.name, estimate.value, with_nulls(estimate)};
}

const Null* find_null(const Estimate& estimate, const std::string& control) {
    for (const Null& null : estimate.nulls)
        if (null.control == control) return &null;
    return nullptr;
}

std::optional<Standing> standing(const Null& null) {
    if (null.draws < 19 || !std::isfinite(null.value) || !std::isfinite(null.low) || !std::isfinite(null.high))
        return {};
    if (null.value < null.low) return Standing::below;
    return null.value > null.high ? Standing::above : Standing::within;
}

const SiteInfo* site_info_of(const Results& results, const std::string& name) {
    for (const SiteInfo& site : results.sites)
        if (site.name == name) return &site;
    return nullptr;
}

}  // namespace blackbody
