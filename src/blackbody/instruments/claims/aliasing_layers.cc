#include <algorithm>
#include <cmath>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/student.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// The aliased share of a layer and its null, where both were measured.
struct Layer {
    const Measurement* momentum;
    const Estimate* aliased;
    const Null* random;
};

std::vector<Layer> strided_layers(const Results& results) {
    std::vector<Layer> layers;
    for (const Measurement& momentum : results.measurements) {
        if (momentum.observable != "momentum") continue;
        const Estimate* aliased = find_estimate(momentum, "aliased_share");
        const Null* random = aliased ? find_null(*aliased, "random_kernels") : nullptr;
        if (random && standing(*random)) layers.push_back({&momentum, aliased, random});
    }
    return layers;
}

/// Above all draws, and further from their mean than one more draw would come in 5 % over all `layers` (Bonferroni).
bool aliases_more(const Null& random, std::size_t layers) {
    const double draws = static_cast<double>(random.draws);
    const double t = student_t(1 - 0.1 / static_cast<double>(layers), static_cast<int>(random.draws) - 1);
    return standing(random) == Standing::above &&
           random.value > random.mean + t * random.spread * std::sqrt(1 + 1 / draws);
}

std::vector<Finding> judge_aliasing(const Results& results) {
    std::vector<Finding> findings;
    const std::vector<Layer> layers = strided_layers(results);
    for (const auto& [momentum, aliased, random] : layers) {
        if (!aliases_more(*random, layers.size())) continue;
        findings.push_back(
            {.claim = "aliasing_layers",
             .verdict = Verdict::note,  // no trial says what mending it would do to the answers
             .site = momentum->site,
             .sentence = "The strided kernels prefer just the waves that their stride aliases: the aliased share of "
                         "white input is " +
                         short_number(100 * aliased->value, 3) + " %, with random kernels " +
                         short_number(100 * random->mean, 3) + " %.",
             .evidence = {evidence_with_nulls(*momentum, *aliased)},
             .advice = "Such a layer breaks shift consistency: to mend it blur before the stride (anti-aliasing), here "
                       "first. A bank of narrow filters, each sampled at the rate of its band, is meant to be so."});
    }
    // The worst first.
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.evidence[0].value > b.evidence[0].value; });
    return findings;
}

const Claim claim{
    .info = {.name = "aliasing_layers",
             .view = View::world,
             .sentence = "A strided convolution passes more of what it aliases than kernels without a shape would.",
             .rule =
                 "The aliased share of white input (exact) lies above all of at least 19 draws of random_kernels, and "
                 "above "
                 "their mean by t standard deviations of one more draw, t of Student for 5 % over all strided layers "
                 "together (Bonferroni).",
             .reference = "R. Zhang, Making convolutional networks shift-invariant again, ICML 2019; docs/physics, W1",
             .reads = {{"momentum", "aliased_share", "random_kernels"}}},
    .judge = judge_aliasing};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
