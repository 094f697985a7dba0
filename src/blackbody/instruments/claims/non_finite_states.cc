#include <algorithm>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_finiteness(const Results& results) {
    // Measurements with non-finite values, in the order in which the network computes its sites.
    std::vector<std::pair<std::size_t, const Measurement*>> broken;
    for (const Measurement& measurement : results.measurements) {
        const Estimate* count = find_estimate(measurement, "non_finite");
        if (measurement.observable != "excitation" || !count || count->value == 0) continue;
        const auto site = std::find_if(results.sites.begin(), results.sites.end(),
                                       [&](const SiteInfo& s) { return s.name == measurement.site; });
        broken.emplace_back(static_cast<std::size_t>(site - results.sites.begin()), &measurement);
    }
    if (broken.empty()) return {};
    std::stable_sort(broken.begin(), broken.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

    const Measurement& first = *broken.front().second;
    Finding finding{.claim = "non_finite_states", .verdict = Verdict::warning, .site = first.site};
    for (const auto& [order, measurement] : broken)
        if (finding.evidence.size() < 5)
            finding.evidence.push_back(evidence_of(*measurement, *find_estimate(*measurement, "non_finite")));
    finding.sentence =
        "Values that are infinite or not a number appear at '" + first.site +
        "', the first of the measured nodes to hold any" +
        (broken.size() > 1 ? ", and at " + with_commas(static_cast<long long>(broken.size() - 1)) + " more after it."
                           : ".");
    finding.advice =
        "Look at what feeds this node: overflow in half precision, a division or logarithm near zero, non-finite "
        "weights or a wrong scale of "
        "the input. All other numbers of these nodes leave such values out.";
    return {finding};
}

const Claim claim{.info = {.name = "non_finite_states",
                           .view = View::machine,
                           .sentence = "Some states are infinite or not a number.",
                           .rule = "One such value is enough (an exact count); the node named is the first in the "
                                   "order of computation among those measured.",
                           .reference = "IEEE 754"},
                  .judge = judge_finiteness};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
