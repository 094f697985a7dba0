#include <cmath>

#include "blackbody/instruments/claims/held_back.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/student.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// -1 too modest, +1 overconfident, 0 where the interval of confidence minus accuracy holds 0.
int direction(const Estimate* overconfidence) {
    if (!overconfidence || !overconfidence->error.is_number()) return 0;
    const Uncertainty& error = overconfidence->error;
    if (std::abs(overconfidence->value) <= student_t(.95, error.degrees()) * error.std_error()) return 0;
    return overconfidence->value > 0 ? 1 : -1;
}

/// The finding of probabilities that are not calibrated, and what one temperature does about it.
void say_miscalibrated(Finding& finding, const Measurement& energy, const std::string& compared) {
    const Estimate* sign = find_estimate(energy, "overconfidence");
    if (sign) finding.evidence.push_back(evidence_of(energy, *sign));
    const int side = direction(sign);
    const char* const words[] = {"accuracy exceeds confidence", "too much here and too little there",
                                 "confidence exceeds accuracy"};
    finding.sentence =
        std::string("The stated probabilities are not calibrated (") + words[side + 1] + "): " + compared + ".";
    finding.verdict = Verdict::advice;
    const auto held = held_back(energy);
    if (!held) {
        if (side > 0) finding.verdict = Verdict::note;
        const Estimate* nll = find_estimate(energy, "nll");
        finding.advice =
            "Do not use the probabilities as they are. What one temperature would mend could not be "
            "measured on samples held back from its fit: ";
        finding.advice += nll && std::isinf(nll->value)
                              ? "some right answers have probability 0, which no temperature mends."
                              : "measure on more labelled samples.";
        return;
    }
    if (side > 0 && held->helps) finding.verdict = Verdict::warning;
    finding.sentence += " " + held->words;
    finding.advice =
        held->helps
            ? "Do not use the probabilities as they are: divide the scores by the temperature that "
              "energies_out_of_scale gives, and look at the reliability diagram for what one temperature cannot mend."
            : "Do not use the probabilities as they are; one temperature is not shown to mend them, so look at the "
              "reliability diagram.";
    for (const Evidence& evidence : held->evidence) finding.evidence.push_back(evidence);
}

std::vector<Finding> judge_calibration(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& energy : results.measurements) {
        const Estimate *ece = find_estimate(energy, "ece"), *p = find_estimate(energy, "ece_p");
        const Estimate *calibrated = find_estimate(energy, "ece_calibrated"),
                       *bound = find_estimate(energy, "ece_calibrated_q95");
        if (energy.observable != "energy" || !ece || !p || !calibrated || !bound) continue;
        Finding finding{.claim = "miscalibrated",
                        .site = energy.site,
                        .evidence = {evidence_of(energy, *ece), evidence_of(energy, *calibrated),
                                     evidence_of(energy, *bound), evidence_of(energy, *p)}};
        const std::string compared =
            "calibration error " + short_number(ece->value, 3) + ", where a perfectly calibrated model shows " +
            short_number(calibrated->value, 3) + " at " + with_commas(ece->n) + " answers" +
            (calibrated->value > bound->value
                 ? " on average, by errors so rare that most draws have none"
                 : " and at most " + short_number(bound->value, 3) + " nineteen times in twenty");
        if (p->value > 0.05) {
            finding.verdict = Verdict::undecided;
            finding.sentence = "The stated probabilities cannot be told from calibrated ones: " + compared + ".";
            finding.advice = "Nothing to mend at this number of samples.";
        } else {
            say_miscalibrated(finding, energy, compared);
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info = {.name = "miscalibrated",
             .view = View::macro,
             .sentence =
                 "Confidence and share of right answers differ by more than a perfectly calibrated model would show.",
             .rule =
                 "At most 1 of 20 of 399 draws of a perfectly calibrated model with the same confidences has as "
                 "large an ECE "
                 "(energy.ece_p <= 0.05); else undecided. A warning where moreover confidence exceeds accuracy (95 % "
                 "interval) and one temperature gains likelihood on samples held back from its fit; a note where "
                 "confidence exceeds accuracy and that gain could not be measured; else advice.",
             .reference = "docs/physics, T2; resampling as in J. Bröcker, L. Smith, Increasing the reliability of "
                          "reliability diagrams, Weather and Forecasting 22 (2007)",
             .reads = {{"energy", "ece_p"}}},
    .judge = judge_calibration};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
