#include "blackbody/instruments/claims/held_back.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

Finding undecided(Finding finding, const std::string& sentence, const std::string& advice) {
    finding.verdict = Verdict::undecided, finding.sentence = sentence, finding.advice = advice;
    return finding;
}

/// What is known of β* at one output.
Finding judged(const Measurement& energy, const Estimate& beta) {
    Finding finding{.claim = "energies_out_of_scale", .site = energy.site, .evidence = {evidence_of(energy, beta)}};
    for (const char* name : {"beta_star_low", "beta_star_high", "gap", "nll", "nll_after", "ece_after"})
        if (const Estimate* e = find_estimate(energy, name)) finding.evidence.push_back(evidence_of(energy, *e));

    // Does the 95 % interval of β* hold 1?
    const auto interval = scale_interval(energy);
    if (!interval)
        return undecided(std::move(finding), "beta* is " + short_number(beta.value) + ", but has no interval.",
                         "Measure on more labelled samples.");
    if (interval->low <= 1 && interval->high >= 1)
        return undecided(
            std::move(finding),
            "The scale of the class energies cannot be told from the right one: " + interval->words + " holds 1.",
            "Nothing to mend at this number of samples; more samples narrow the interval.");

    // What dividing by the temperature does to samples that it was not fitted on.
    const bool boastful = beta.value < 1;
    const auto held = held_back(energy);
    finding.sentence = std::string("The class energies are out of scale, the network is ") +
                       (boastful ? "overconfident" : "too modest") + ": " + interval->words + " does not hold 1.";
    finding.advice = "Temperature scaling: divide the logits by T = " + short_number(1 / beta.value) +
                     " before the softmax; answers stay the same, probabilities become calibrated on average.";
    if (!held) {
        finding.verdict = Verdict::note;
        finding.sentence += " What the temperature brings could not be measured on samples held back from its fit.";
        return finding;
    }
    finding.verdict = boastful && held->helps ? Verdict::warning : Verdict::advice;
    finding.sentence += " " + held->words;
    if (!held->helps) finding.advice += " That it helps on other samples is not shown: measure on more of them first.";
    for (const Evidence& evidence : held->evidence) finding.evidence.push_back(evidence);
    return finding;
}

std::vector<Finding> judge_scale(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& measurement : results.measurements)
        if (const Estimate* beta = find_estimate(measurement, "beta_star"); beta && measurement.observable == "energy")
            findings.push_back(judged(measurement, *beta));
    return findings;
}

const Claim claim{
    .info =
        {.name = "energies_out_of_scale",
         .view = View::macro,
         .sentence = "The class energies have another scale than the labels ask for.",
         .rule =
             "The 95 % interval of beta* (by the profile of the likelihood, widened where samples scatter more "
             "than it expects) does not hold 1. Below 1 a warning (overconfident) where T* also gains "
             "likelihood on samples held back from its fit (95 % interval of energy.nll_gain above 0), else advice, as "
             "above 1 (too modest); a note where that could not be measured; undecided where it holds 1. Not "
             "judged where there is no beta*: all answers right, or none better than a guess.",
         .reference = "C. Guo et al., On calibration of modern neural networks, ICML 2017; docs/physics, T2",
         .reads = {{"energy", "beta_star"}}},
    .judge = judge_scale};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
