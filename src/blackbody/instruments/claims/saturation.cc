#include <algorithm>
#include <optional>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Nothing where the share lies among the draws or below them.
std::optional<Verdict> judged(const Estimate& share) {
    if (share.value >= 1) return Verdict::warning;
    const Null* permuted = find_null(share, "permuted_kernels");
    const auto where = permuted ? standing(*permuted) : std::nullopt;
    if (!where) return Verdict::undecided;
    return *where == Standing::above ? std::optional(Verdict::advice) : std::nullopt;
}

std::string percent(double share) { return short_number(100 * share, 3) + " %"; }

/// The sentence and the advice that go with a verdict.
void tell(Finding& finding, const Estimate& share) {
    const Null* permuted = find_null(share, "permuted_kernels");
    switch (finding.verdict) {
        case Verdict::warning:
            finding.sentence =
                "Every value of this layer sits at a bound of its nonlinearity: neither a change of the input nor a "
                "gradient gets through.";
            finding.advice =
                "Look at the scale of what feeds it: a normalisation before it, smaller weights or a check of the "
                "input's preprocessing.";
            return;
        case Verdict::advice:
            finding.sentence = percent(share.value) +
                               " of this layer's values sit at a bound of its nonlinearity, more than with its kernels "
                               "permuted (" +
                               percent(permuted->low) + " ... " + percent(permuted->high) +
                               "): it was trained into saturation.";
            finding.advice =
                "Harmless where it is a gate or a clip meant as one; if training stalls here, scale down what feeds "
                "it.";
            return;
        default:
            finding.sentence = percent(share.value) +
                               " of this layer's values sit at a bound of its nonlinearity; whether more than by "
                               "chance was not decided, for want of nulls.";
            finding.advice = "Measure with nulls.";
    }
}

std::vector<Finding> judge_saturation(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& measurement : results.measurements) {
        const Estimate* share = find_estimate(measurement, "saturated_share");
        if (measurement.observable != "excitation" || !share || !(share->value > 0)) continue;
        const std::optional<Verdict> verdict = judged(*share);
        if (!verdict) continue;
        Finding finding{.claim = "saturation",
                        .verdict = *verdict,
                        .site = measurement.site,
                        .evidence = {evidence_with_nulls(measurement, *share)}};
        tell(finding, *share);
        findings.push_back(std::move(finding));
    }
    // The most saturated first.
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.evidence[0].value > b.evidence[0].value; });
    return findings;
}

const Claim claim{
    .info = {.name = "saturation",
             .view = View::machine,
             .sentence = "A bounded nonlinearity is driven into its bounds.",
             .rule =
                 "A share above all of at least 19 draws of permuted_kernels on the same samples: advice (by chance "
                 "one layer in twenty). Every value saturates (an exact count, share 1): warning. No value "
                 "saturates, or the share is not above all draws: no finding. Undecided with fewer than 19 draws.",
             .reference = "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural "
                          "networks, AISTATS 2010",
             .reads = {{"excitation", "saturated_share", "permuted_kernels"}}},
    .judge = judge_saturation};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
