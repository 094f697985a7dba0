#include <algorithm>
#include <optional>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double most_values =
    0.5;  ///< most of a layer's values: an absolute share beside the null, which keeps the scale

/// What is known of the share of saturated values.
struct Saturation {
    const Estimate& share;
    const Null* permuted = nullptr;
    std::optional<Standing> where{};  ///< among the draws
    bool is_most = false;             ///< the lower end of its 95 % interval lies above most_values
};

Saturation saturation_of(const Estimate& share) {
    const Null* permuted = find_null(share, "permuted_kernels");
    return {share, permuted, permuted ? standing(*permuted) : std::nullopt,
            share.value - half_width_95(share.error) > most_values};
}

/// Nothing where the share is no large one and lies among the draws or below them.
std::optional<Verdict> judged(const Saturation& s) {
    if (s.share.value >= 1) return Verdict::warning;
    if (s.where == Standing::above) return Verdict::advice;
    if (s.is_most) return Verdict::note;
    return s.where ? std::nullopt : std::optional(Verdict::undecided);
}

std::string percent(double share) { return short_number(100 * share, 3) + " %"; }

/// "with its kernels permuted 90 % ... 95 %".
std::string draws(const Null& permuted) {
    return "with its kernels permuted " + percent(permuted.low) + " ... " + percent(permuted.high);
}

/// The sentence and the advice that go with a verdict.
void tell(Finding& finding, const Saturation& s) {
    const std::string sit = percent(s.share.value) + " of this layer's values sit at a bound of its nonlinearity";
    const std::string gate = "Harmless where it is a gate or a clip meant as one; ";
    if (finding.verdict == Verdict::warning) {
        finding.sentence =
            "Every value of this layer sits at a bound of its nonlinearity: neither a change of the input nor a "
            "gradient gets through.";
        finding.advice =
            "Look at the scale of what feeds it: a normalisation before it, smaller weights or a check of the input's "
            "preprocessing.";
    } else if (finding.verdict == Verdict::undecided) {
        finding.sentence = sit + "; whether more than by chance was not decided, for want of nulls.";
        finding.advice = "Measure with nulls.";
    } else if (s.where == Standing::above) {
        finding.sentence = sit + ", more than " + draws(*s.permuted) + ": it was trained into saturation.";
        finding.advice = gate + "if training stalls here, scale down what feeds it.";
    } else {
        finding.sentence =
            sit + ", where hardly any gradient gets through." +
            (s.permuted
                 ? " It is the scale of what feeds it, not the arrangement of its kernels: " + draws(*s.permuted) + "."
                 : "");
        finding.advice = gate + "else scale down what feeds it, or normalise it.";
    }
}

/// An answer that is sure is what a network is trained to give.
void tell_output(Finding& finding, const Saturation& s) {
    finding.verdict = Verdict::note;
    finding.sentence = percent(s.share.value) +
                       " of the values of this output sit at a bound of its nonlinearity: the network is sure of them.";
    finding.advice =
        "Whether it is right to be sure is what the calibration error says (with labels). Should training stall, its "
        "gradient through this nonlinearity is lost: compute the loss from what feeds it.";
}

bool is_output(const Results& results, const std::string& site) {
    return std::any_of(results.sites.begin(), results.sites.end(), [&](const SiteInfo& info) {
        return info.name == site && (info.is_answer || !info.output.empty());
    });
}

std::vector<Finding> judge_saturation(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& measurement : results.measurements) {
        const Estimate* share = find_estimate(measurement, "saturated_share");
        if (measurement.observable != "excitation" || !share || !(share->value > 0)) continue;
        const Saturation saturation = saturation_of(*share);
        const std::optional<Verdict> verdict = judged(saturation);
        if (!verdict) continue;
        Finding finding{.claim = "saturation",
                        .verdict = *verdict,
                        .site = measurement.site,
                        .evidence = {evidence_with_nulls(measurement, *share)}};
        if (is_output(results, measurement.site)) tell_output(finding, saturation);
        else tell(finding, saturation);
        findings.push_back(std::move(finding));
    }
    // The most saturated first.
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.evidence[0].value > b.evidence[0].value; });
    return findings;
}

const Claim claim{
    .info =
        {.name = "saturation",
         .view = View::practical,
         .sentence = "A bounded nonlinearity is driven into its bounds.",
         .rule =
             "A share above all of at least 19 draws of permuted_kernels on the same samples: advice (by chance "
             "one layer in twenty). Whatever the null, which keeps the scale of the weights: a share above one half "
             "with 95 % confidence is a note, since gates are meant to be so and nothing was tried, and every value "
             "saturated (share 1) a warning; of an output of the network it is a note. Otherwise no finding, or "
             "undecided with fewer than 19 draws.",
         .reference = "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural "
                      "networks, AISTATS 2010",
         .reads = {{"excitation", "saturated_share", "permuted_kernels"}}},
    .judge = judge_saturation};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
