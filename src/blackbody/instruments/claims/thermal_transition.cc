#include <algorithm>
#include <cmath>
#include <optional>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// A loop of lag alone keeps a quarter of its area at a quarter of the speed: one of two phases keeps most of it.
constexpr double kept = .5;

/// Whether the loop stays when the sweep is slower; nothing where none was swept slower.
std::optional<bool> stays(const Measurement& thermal) {
    const Estimate *fast = find_estimate(thermal, "loop_area"), *slow = find_estimate(thermal, "loop_area_slower");
    if (!fast || !slow || !slow->error.is_number()) return {};
    return slow->value > kept * fast->value;
}

bool exceeds(const Estimate& estimate, double errors) {
    return estimate.error.is_number() && estimate.value > errors * estimate.error.std_error();
}

/// Whether the latent heat is there at either speed: each beyond five of its own errors. What the speeds differ by is
/// left out here: it is how well the heat is known, not whether there is one.
bool has_latent_heat(const Measurement& thermal, const Estimate& heat) {
    const Estimate* slow = find_estimate(thermal, "latent_heat_slower");
    if (!slow || !heat.error.is_number()) return exceeds(heat, 5);
    const double shift = slow->value - heat.value, all = heat.error.std_error();
    return heat.value > 5 * std::sqrt(std::max(0., all * all - shift * shift)) && exceeds(*slow, 5);
}

std::string told(const Estimate& e) {
    return e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value);
}

/// What annealing along plain temperature came to, as the same run saw it.
std::string of_plain_annealing(const Results& results) {
    for (const Measurement& m : results.measurements) {
        const Estimate* effective = find_estimate(m, "plain_effective_chains");
        if (m.observable != "plain_annealing" || !effective || effective->value >= 10) continue;
        return " Annealing in plain temperature was tried and refused: " + short_number(effective->value, 2) + " of " +
               std::to_string(effective->n) + " chains carry all the weight.";
    }
    return "";
}

/// What the errors are made of: chains, and what an independent check disagrees by.
std::string of_errors(const Measurement& thermal) {
    const Estimate *beta = find_estimate(thermal, "transition_chain_error"),
                   *heat = find_estimate(thermal, "latent_heat_chain_error"),
                   *again = find_estimate(thermal, "transition_beta_annealed");
    if (!beta || !heat || !again)
        return " No independent check of the free energies was there: what chains miss at either speed is not in the "
               "errors.";
    return " Chains alone make errors of " + short_number(beta->value, 2) + " and " + short_number(heat->value, 2) +
           " nat; in the errors is, too, what an independent check, annealing to both sides of the loop, disagrees by: "
           "it crosses at β = " +
           told(*again) + ".";
}

std::string of_slower(const Measurement& thermal, const Estimate& area, const Estimate* slow) {
    if (!slow) return " No slower sweep was there to tell the loop from lag.";
    const Estimate *beta = find_estimate(thermal, "transition_beta_slower"),
                   *heat = find_estimate(thermal, "latent_heat_slower");
    return " Swept slower the loop keeps " + told(*slow) + " of " + told(area) + " nat" +
           (beta && heat ? ", crosses at β = " + told(*beta) + " and gives off " + told(*heat) +
                               " nat; what that moves " + "is in the errors."
                         : ".");
}

std::vector<Finding> judge_transition(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& thermal : results.measurements) {
        const Estimate *heat = find_estimate(thermal, "latent_heat"), *beta = find_estimate(thermal, "transition_beta"),
                       *area = find_estimate(thermal, "loop_area");
        if (thermal.observable != "thermal" || !heat || !beta || !area) continue;
        Finding finding{.claim = "thermal_transition", .verdict = Verdict::undecided, .site = thermal.site};
        finding.evidence = {evidence_of(thermal, *beta), evidence_of(thermal, *heat), evidence_of(thermal, *area)};
        const Estimate* slow = find_estimate(thermal, "loop_area_slower");
        if (slow) finding.evidence.push_back(evidence_of(thermal, *slow));
        if (const Estimate* again = find_estimate(thermal, "transition_beta_annealed"))
            finding.evidence.push_back(evidence_of(thermal, *again));
        if (!has_latent_heat(thermal, *heat) || !exceeds(*area, 5)) {
            finding.sentence = "Heating and cooling differ, but latent heat or loop are within five standard errors.";
            finding.advice = "Take more chains, or other steps.";
        } else if (!stays(thermal).value_or(true)) {
            finding.sentence = "Heating and cooling differ, but swept slower the loop shrinks from " + told(*area) +
                               " to " + told(*slow) + " nat, as lag alone would make it: no jump is told from it.";
            finding.advice = "Take more steps until the loop closes or stays.";
        } else {
            finding.verdict = Verdict::supported;
            finding.sentence = "The machine orders at once: at β = " + told(*beta) + " it gives off " + told(*heat) +
                               " nat, and heated it does not go back the way it came." +
                               of_slower(thermal, *area, slow) + of_errors(thermal) + of_plain_annealing(results);
            finding.advice =
                "Do not temper or anneal across it in temperature: start from units with the data's means "
                "(the option base: means), where there is no transition on the way.";
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info = {.name = "thermal_transition",
             .view = View::macro,
             .sentence = "The machine has a first-order transition in temperature.",
             .rule =
                 "Within the hysteresis loop the free energies of the heated and the cooled branch cross, and both "
                 "latent heat and loop area exceed five of their standard errors, the latent heat at either speed, and "
                 "swept four times slower the loop keeps more than half of its area (lag alone keeps about a quarter): "
                 "supported; else undecided. "
                 "The errors of β and latent heat hold, in quadrature, what an independent check of them "
                 "disagrees by and what the slower sweep moves; where there is none the finding says so. Not told "
                 "where there is no loop at this speed.",
             .reference = "K. Binder, Rep. Prog. Phys. 50 (1987)",
             .reads = {{"thermal", "energy"}}},
    .judge = judge_transition};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
