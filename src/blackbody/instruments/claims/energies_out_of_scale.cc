#include <cmath>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// What is known of β* at one output.
Finding judged(const Measurement& energy, const Estimate& beta) {
    Finding finding{.claim = "energies_out_of_scale", .site = energy.site, .evidence = {evidence_of(energy, beta)}};
    for (const char* name : {"gap", "nll", "nll_after", "ece_after"})
        if (const Estimate* e = find_estimate(energy, name)) finding.evidence.push_back(evidence_of(energy, *e));

    // Does the 95 % interval of β* hold 1?
    if (!beta.error.is_number()) {
        finding.sentence = "beta* is " + short_number(beta.value) + ", but has no error bar: " + beta.error.reason();
        finding.verdict = Verdict::undecided;
        finding.advice = "Measure on more labelled samples.";
        return finding;
    }
    const double half = interval_95 * beta.error.std_error(), temperature = 1 / beta.value;
    const std::string interval = "beta* = " + short_number(beta.value) + ", 95 % interval " +
                                 short_number(beta.value - half) + " ... " + short_number(beta.value + half);
    if (std::abs(beta.value - 1) <= half) {
        finding.verdict = Verdict::undecided;
        finding.sentence =
            "The scale of the class energies cannot be told from the right one: " + interval + " holds 1.";
        finding.advice = "Nothing to mend at this number of samples; more samples narrow the interval.";
        return finding;
    }
    const bool boastful = beta.value < 1;
    finding.verdict = boastful ? Verdict::warning : Verdict::advice;
    finding.sentence = std::string("The class energies are out of scale, the network is ") +
                       (boastful ? "overconfident" : "too modest") + ": " + interval + " does not hold 1.";
    finding.advice =
        "Divide the logits by the temperature T = " + short_number(temperature) +
        " before the softmax (fit it on samples that you do not test on); answers stay the same, probabilities become "
        "honest on average.";
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
    .info = {.name = "energies_out_of_scale",
             .view = View::macro,
             .sentence = "The class energies have another scale than the labels ask for.",
             .rule = "The 95 % interval of beta* (Student t, 15 degrees of freedom) does not hold 1. Below 1 a warning "
                     "(overconfident), above 1 advice (too modest); undecided where it holds 1 or has no error.",
             .reference = "C. Guo et al., On calibration of modern neural networks, ICML 2017; docs/physics, T2",
             .reads = {{"energy", "beta_star"}}},
    .judge = judge_scale};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
