#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// Warning, advice or undecided; note where a network with permuted kernels saturates as much.
Verdict judged(const Estimate& share) {
    const Null* permuted = find_null(share, "permuted_kernels");
    const auto where = permuted ? standing(*permuted) : std::nullopt;
    const double half = share.error.is_number() ? interval_95 * share.error.std_error() : 0;
    if (share.value - half > 0.5) return Verdict::warning;
    if (!where) return Verdict::undecided;
    return *where == Standing::above ? Verdict::advice : Verdict::note;
}

std::vector<Finding> judge_saturation(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& measurement : results.measurements) {
        const Estimate* share = find_estimate(measurement, "saturated_share");
        if (measurement.observable != "excitation" || !share || share->value == 0) continue;
        Finding finding{.claim = "saturation",
                        .verdict = judged(*share),
                        .site = measurement.site,
                        .evidence = {evidence_of(measurement, *share)}};
        switch (finding.verdict) {
            case Verdict::warning:
                finding.sentence =
                    "Most values of this layer sit at a bound of its nonlinearity, where neither a change of the input "
                    "nor a gradient gets through.";
                finding.advice =
                    "Look at the scale of what feeds it: a normalisation before it, smaller weights or a check of the "
                    "input's preprocessing.";
                break;
            case Verdict::advice:
                finding.sentence =
                    "More values of this layer sit at a bound of its nonlinearity than when its kernels are permuted: "
                    "it was trained into saturation.";
                finding.advice =
                    "Harmless where it is a gate or a clip meant as one; if training stalls here, scale down what "
                    "feeds it.";
                break;
            case Verdict::undecided:
                finding.sentence =
                    "Some values sit at a bound of the nonlinearity; whether more than by chance was not decided, for "
                    "want of nulls.";
                finding.advice = "Measure with nulls.";
                break;
            default:
                continue;
        }
        findings.push_back(finding);
    }
    return findings;
}

const Claim claim{
    .info = {.name = "saturation",
             .view = View::machine,
             .sentence = "A bounded nonlinearity is driven into its bounds.",
             .rule = "More than half of the values saturate with 95 % confidence: warning. A share above all draws of "
                     "permuted_kernels "
                     "on the same samples: advice. Not above: nothing to say. Undecided with fewer than 19 draws.",
             .reference = "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural "
                          "networks, AISTATS 2010"},
    .judge = judge_saturation};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
