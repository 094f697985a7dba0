#include <algorithm>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// The measurement of `expectation_gap` nearest to the input: later ones inherit its shift.
const Measurement* first_gap(const Results& results) {
    for (const SiteInfo& site : results.sites)
        if (const Measurement* found = find_measurement(results.measurements, "expectation_gap", site.name))
            return found;
    return nullptr;
}

/// Where one gap lies against the spread from sample to sample, which is its unit.
enum class Reading { inside, straddles, outside };

Reading reading_of(const Estimate& gap) {
    const double half = half_width_95(gap.error);
    return gap.value - half > 1 ? Reading::outside : gap.value + half > 1 ? Reading::straddles : Reading::inside;
}

std::vector<Finding> judge_shift(const Results& results) {
    const Measurement* first = first_gap(results);
    const Estimate* mean = first ? find_estimate(*first, "mean_gap") : nullptr;
    const Estimate* variance = first ? find_estimate(*first, "variance_gap") : nullptr;
    if (!mean || !variance) return {};
    Finding finding{.claim = "input_shift", .site = first->site};
    for (const char* name : {"mean_gap", "variance_gap", "divergence", "divergence_floor", "shifted_channels"})
        if (const Estimate* e = find_estimate(*first, name)) finding.evidence.push_back(evidence_of(*first, *e));

    // Statistics that nothing was ever averaged into expect nothing.
    if (has_fact(*first, facts::initial_statistics)) {
        finding.sentence =
            "The running statistics of the first normalisation are at their initial values (mean 0, variance 1): the "
            "network was never trained with it, so whether these data are like its training data cannot be asked.";
        finding.advice = "Train it, or run it over its training data once with the statistics being updated.";
        return {finding};
    }

    switch (std::max(reading_of(*mean), reading_of(*variance))) {
        case Reading::outside:
            finding.verdict = Verdict::warning;
            finding.sentence =
                "These data are unlike what the network was trained on: at its first normalisation a typical sample "
                "lies further from the "
                "stored statistics than samples differ from each other.";
            finding.advice =
                "Check the preprocessing first (range, mean and deviation, order of the colour channels), then whether "
                "the data are of the "
                "kind the network was trained for.";
            break;
        case Reading::straddles:
            finding.verdict = Verdict::undecided;
            finding.sentence =
                "Whether these data are unlike what the network was trained on cannot be told at this number of "
                "samples.";
            finding.advice = "Measure on more samples, and compare preprocessing conventions.";
            break;
        case Reading::inside:
            return {};
    }
    return {finding};
}

const Claim claim{.info = {.name = "input_shift",
                           .view = View::world,
                           .sentence = "The input is unlike what the network was trained on.",
                           .rule = "At the first batch normalisation that is not folded, the gap of the channels' "
                                   "means or variances from the running statistics, in units of "
                                   "their own spread from sample to sample, is above 1 with 95 % confidence: warning; "
                                   "its interval holds 1: undecided. A note where the running statistics are exactly 0 "
                                   "and 1, as before any training.",
                           .reference = "ours; running statistics: S. Ioffe, C. Szegedy, arXiv:1502.03167",
                           .reads = {{"expectation_gap", "mean_gap"}}},
                  .judge = judge_shift};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
