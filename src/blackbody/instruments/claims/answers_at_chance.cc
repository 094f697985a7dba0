#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_chance(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& energy : results.measurements) {
        const Estimate* accuracy = find_estimate(energy, "accuracy");
        const SiteInfo* site = site_info_of(results, energy.site);
        if (energy.observable != "energy" || !accuracy || !accuracy->error.is_number() || !site || site->shape.empty())
            continue;

        // Is chance inside the interval, or above it?
        const double chance = 1 / static_cast<double>(site->shape.back());
        const double low = accuracy->value - interval_95 * accuracy->error.std_error();
        if (low > chance) continue;
        findings.push_back(
            {.claim = "answers_at_chance",
             .verdict = Verdict::warning,
             .site = energy.site,
             .sentence = "The answers cannot be told from guessing: accuracy " + short_number(accuracy->value) +
                         " where a guess among " + std::to_string(site->shape.back()) +
                         " classes is right with probability " + short_number(chance) + ".",
             .evidence = {evidence_of(energy, *accuracy)},
             .advice =
                 "Check that labels are the network's classes in its order, and that images are preprocessed as in "
                 "training (--preprocess); few samples alone can do it too."});
    }
    return findings;
}

const Claim claim{.info = {.name = "answers_at_chance",
                           .view = View::machine,
                           .sentence = "The network's answers are no better than guesses.",
                           .rule = "The 95 % interval of accuracy (binomial error) reaches down to 1/K for K classes.",
                           .reference = "ours",
                           .reads = {{"energy", "accuracy"}}},
                  .judge = judge_chance};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
