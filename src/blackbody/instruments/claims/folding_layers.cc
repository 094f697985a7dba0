#include <algorithm>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_folding(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& momentum : results.measurements) {
        const Estimate* folded = find_estimate(momentum, "folded");
        const Null* random = folded ? find_null(*folded, "random_kernels") : nullptr;
        if (momentum.observable != "momentum" || !random || standing(*random) != Standing::above) continue;
        findings.push_back(
            {.claim = "folding_layers",
             .verdict = Verdict::advice,
             .site = momentum.site,
             .sentence =
                 "The strided kernels prefer just the waves that their stride folds: of white input they fold " +
                 short_number(100 * folded->value, 3) + " %, random kernels " + short_number(100 * random->mean, 3) +
                 " %.",
             .evidence = {evidence_with_nulls(momentum, *folded)},
             .advice = "Such a layer breaks shift consistency: blur before the stride (anti-aliasing), here first."});
    }
    // The worst first.
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.evidence[0].value > b.evidence[0].value; });
    return findings;
}

const Claim claim{
    .info = {.name = "folding_layers",
             .view = View::world,
             .sentence = "A strided convolution passes more of what it folds than kernels without a shape would.",
             .rule = "The folded share of white input (exact) lies above all draws of random_kernels.",
             .reference = "R. Zhang, Making convolutional networks shift-invariant again, ICML 2019; docs/physics, W1",
             .reads = {{"momentum", "folded", "random_kernels"}}},
    .judge = judge_folding};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
