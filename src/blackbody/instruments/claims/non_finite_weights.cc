#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_weights(const Results& results) {
    Finding finding{.claim = "non_finite_weights", .verdict = Verdict::warning};
    std::vector<std::string> others;
    double values = 0, entries = 0;
    for (const Measurement& measurement : results.measurements) {
        const Estimate* count =
            measurement.observable == "weight_finiteness" ? find_estimate(measurement, "non_finite") : nullptr;
        if (count == nullptr || !(count->value > 0)) continue;
        if (finding.site.empty()) {
            finding.site = measurement.site;
            values = count->value, entries = static_cast<double>(count->n);
        } else {
            others.push_back("'" + measurement.site + "'");
        }
        if (finding.evidence.size() < 5) finding.evidence.push_back(evidence_of(measurement, *count));
    }
    if (finding.site.empty()) return {};

    finding.sentence = with_commas(static_cast<long long>(values)) + " of the " +
                       with_commas(static_cast<long long>(entries)) + " entries of the weight at '" + finding.site +
                       "' are infinite or not a number";
    const std::size_t more = others.size() > 3 ? others.size() - 3 : 0;
    others.resize(others.size() - more);
    if (!others.empty())
        finding.sentence += "; so are entries at " + join(others, ", ") +
                            (more ? " and " + with_commas(static_cast<long long>(more)) + " more" : "");
    finding.sentence += ".";
    finding.advice =
        "Every answer that depends on such a weight is no number. Take a checkpoint from before training diverged, or "
        "export again: overflow in half precision makes such entries, too. Nothing else of these weights was measured.";
    return {finding};
}

const Claim claim{.info = {.name = "non_finite_weights",
                           .view = View::practical,
                           .sentence = "Some weights are infinite or not a number.",
                           .rule = "One such entry is enough (an exact count, without data).",
                           .reference = "IEEE 754",
                           .reads = {{"weight_finiteness", "non_finite"}}},
                  .judge = judge_weights};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
