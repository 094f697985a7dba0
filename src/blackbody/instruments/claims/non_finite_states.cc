#include <algorithm>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Measurements that counted non-finite values, in the order in which the network computes its sites.
std::vector<const Measurement*> broken_measurements(const Results& results) {
    std::vector<const Measurement*> broken;
    for (const SiteInfo& site : results.sites)
        for (const char* observable : {"excitation", "finiteness"}) {
            const Measurement* measurement = find_measurement(results.measurements, observable, site.name);
            const Estimate* count = measurement ? find_estimate(*measurement, "non_finite") : nullptr;
            if (count && count->value > 0) broken.push_back(measurement);
        }
    return broken;
}

std::string advice_for(const Measurement& first) {
    if (has_fact(first, facts::held_by_data))
        return "Look at the data: missing values stored as NaN, a division by a scale of 0 before they were stored, or "
               "a file read with the wrong type. The network only passes them on; all other numbers leave them out.";
    return (has_fact(first, facts::first_made_by) ? "Look at the node that makes them: "
                                                  : "Look at what feeds this node: ") +
           std::string(
               "overflow in half precision, a division or logarithm near zero, non-finite weights or a wrong scale of "
               "the input. All other numbers of the measured nodes leave such values out.");
}

std::vector<Finding> judge_finiteness(const Results& results) {
    const std::vector<const Measurement*> broken = broken_measurements(results);
    if (broken.empty()) return {};
    const Measurement& first = *broken.front();
    Finding finding{.claim = "non_finite_states", .verdict = Verdict::warning, .site = first.site};
    for (const Measurement* measurement : broken)
        if (finding.evidence.size() < 5)
            finding.evidence.push_back(evidence_of(*measurement, *find_estimate(*measurement, "non_finite")));

    const std::vector<std::string> origin = facts_of(first, facts::first_made_by);
    const std::string seen = "at '" + first.site + "', the first of the measured nodes to hold any";
    finding.sentence = origin.empty() ? "Values that are infinite or not a number appear " + seen
                                      : "Values that are infinite or not a number are first made by " + origin.front() +
                                            "; they are seen " + seen;
    finding.sentence +=
        broken.size() > 1 ? ", and at " + with_commas(static_cast<long long>(broken.size() - 1)) + " after it." : ".";
    finding.advice = advice_for(first);
    return {finding};
}

const Claim claim{.info = {.name = "non_finite_states",
                           .view = View::practical,
                           .sentence = "Some states are infinite or not a number.",
                           .rule = "One such value at a nonlinearity, a residual sum or an output is enough (an exact "
                                   "count). The node named is the first whose result is not finite though what it "
                                   "computes from is, on the way to the first measured node that holds any.",
                           .reference = "IEEE 754",
                           .reads = {{"excitation", "non_finite"}, {"finiteness", "non_finite"}}},
                  .judge = judge_finiteness};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
