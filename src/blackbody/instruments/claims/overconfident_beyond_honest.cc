#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_calibration(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& energy : results.measurements) {
        const Estimate *ece = find_estimate(energy, "ece"), *p = find_estimate(energy, "ece_p");
        const Estimate *honest = find_estimate(energy, "ece_honest"), *bound = find_estimate(energy, "ece_honest_q95");
        if (energy.observable != "energy" || !ece || !p || !honest || !bound) continue;
        Finding finding{.claim = "overconfident_beyond_honest",
                        .site = energy.site,
                        .evidence = {evidence_of(energy, *ece), evidence_of(energy, *honest),
                                     evidence_of(energy, *bound), evidence_of(energy, *p)}};
        const std::string compared = "calibration error " + short_number(ece->value, 3) +
                                     ", where an honest model shows " + short_number(honest->value, 3) + " at " +
                                     with_commas(ece->n) + " samples and at most " + short_number(bound->value, 3) +
                                     " nineteen times in twenty";
        if (ece->value <= bound->value) {
            finding.verdict = Verdict::undecided;
            finding.sentence = "The stated probabilities cannot be told from honest ones: " + compared + ".";
            finding.advice = "Nothing to mend at this number of samples.";
        } else {
            const Estimate* sign = find_estimate(energy, "overconfidence");
            const bool boastful = !sign || sign->value > 0;
            if (sign) finding.evidence.push_back(evidence_of(energy, *sign));
            finding.verdict = boastful ? Verdict::warning : Verdict::advice;
            finding.sentence = std::string("The stated probabilities are not honest (") +
                               (boastful ? "confidence exceeds accuracy" : "accuracy exceeds confidence") +
                               "): " + compared + ".";
            finding.advice =
                "Do not use the probabilities as they are: rescale them (energies_out_of_scale gives the temperature), "
                "and look at the reliability diagram for what one temperature cannot mend.";
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info = {.name = "overconfident_beyond_honest",
             .view = View::macro,
             .sentence = "Confidence and share of right answers differ by more than an honest model would show.",
             .rule = "ECE lies above the 0.95 quantile of 399 draws of an honest model with the same confidences; else "
                     "undecided. A warning where confidence exceeds accuracy, else advice.",
             .reference = "docs/physics, T2; resampling as in J. Bröcker, L. Smith, Increasing the reliability of "
                          "reliability diagrams, Weather and Forecasting 22 (2007)",
             .reads = {{"energy", "ece_honest_q95"}}},
    .judge = judge_calibration};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
