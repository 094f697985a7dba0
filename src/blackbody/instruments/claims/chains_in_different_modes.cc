#include <cmath>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double published = 1.01;  ///< Vehtari et al. (2021)

/// How many numbers of the machine have no bar because its chains do not mix.
std::int64_t bars_refused(const Results& results) {
    std::int64_t count = 0;
    for (const Measurement& m : results.measurements)
        for (const Estimate& e : m.estimates) count += e.error.why() == Uncertainty::Why::chains_do_not_mix;
    return count;
}

/// What is not in the number: readings without R̂, and bars that were taken away.
std::string left_out(const Results& results, std::int64_t undetermined) {
    std::string text;
    if (const std::int64_t refused = bars_refused(results); refused > 0)
        text += " Numbers over these chains that have no error bar for it: " + std::to_string(refused) + ".";
    if (undetermined > 0)
        text += " Readings that never change, have no R̂ and are left out: " + std::to_string(undetermined) + ".";
    return text;
}

/// "R̂ up to 2.5".
std::string in_words(double r_hat) {
    return std::isinf(r_hat) ? "they never move, each in a state of its own" : "R̂ up to " + short_number(r_hat, 3);
}

std::vector<Finding> judge_chains(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& chains : results.measurements) {
        if (chains.observable != "chains") continue;
        const Estimate* worst = nullptr;
        std::int64_t undetermined = 0;
        for (const Estimate& estimate : chains.estimates) {
            if (!estimate.name.ends_with("r_hat")) continue;
            if (std::isnan(estimate.value)) ++undetermined;
            else if (!worst || estimate.value > worst->value) worst = &estimate;
        }
        if (!worst || worst->value <= published) continue;
        findings.push_back(
            {.claim = "chains_in_different_modes",
             .verdict = Verdict::advice,
             .site = chains.site,
             .sentence =
                 "The chains at β = 1 do not agree (" + in_words(worst->value) +
                 "): each samples the modes that it began in, and averages over them weigh modes by the start." +
                 left_out(results, undetermined),
             .evidence = {evidence_of(chains, *worst)},
             .advice = "Read energy and overlaps at β = 1 as those of modes near the data. ln Z does not rest on these "
                       "chains; only the reverse estimate of the sandwich does."});
    }
    return findings;
}

const Claim claim{
    .info = {.name = "chains_in_different_modes",
             .view = View::practical,
             .sentence = "Chains of the machine do not mix in the time given.",
             .rule = "Split R̂ of the energy, the magnetisation or one of the strongest modes exceeds 1.01. Above 1.1 "
                     "bars over the chains are refused, and the finding counts them.",
             .reference = "A. Vehtari et al., Bayesian Analysis 16 (2021)",
             .reads = {{"chains", "energy_r_hat"}}},
    .judge = judge_chains};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
