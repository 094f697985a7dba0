#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double spreads = 2;  // standard deviations of the draws

/// Above all draws, and far from their mean: the second keeps the false rate of 19 draws below 1 in 20.
bool beyond(const Null& null) {
    return standing(null) == Standing::above && null.value > null.mean + spreads * null.spread;
}

std::vector<Finding> judge_noise(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& spectrum : results.measurements) {
        const Estimate* departure = find_estimate(spectrum, "noise_departure");
        if (spectrum.observable != "spectrum" || !departure) continue;
        const Null* shuffled = find_null(*departure, "permuted_kernels");
        const Null* flipped = find_null(*departure, "flipped_signs");
        if (!shuffled || !flipped || !standing(*shuffled) || !standing(*flipped)) continue;
        if (beyond(*shuffled) && beyond(*flipped)) continue;
        Finding finding{.claim = "indistinguishable_from_noise", .verdict = Verdict::note, .site = spectrum.site};
        finding.sentence = std::string("The spectrum of this layer's weight cannot be told from that of the same ") +
                           (beyond(*shuffled) ? "entries with other signs" : "entries shuffled") +
                           ": neither its strongest direction nor the spread over directions lies above all of these "
                           "draws.";
        finding.advice =
            "Read no meaning into rank, norm or power-law exponent of this layer. A small layer may be trained and "
            "look "
            "like this, as a head of few classes often does: compare with its start before calling it untrained.";
        finding.evidence.push_back(evidence_with_nulls(spectrum, *departure));
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info =
        {.name = "indistinguishable_from_noise",
         .view = View::practical,
         .sentence = "The spectrum of the layer's weight cannot be told from noise.",
         .rule =
             "How far the spectrum lies from that of independent entries is one number (spectrum.noise_departure: the "
             "largest "
             "value and the spread, of slices and unfolding). Told from noise where it lies above all of at least 19 "
             "draws with the entries permuted (permuted_kernels) and above all with their signs drawn anew "
             "(flipped_signs), and by more than 2 standard deviations of the draws from their mean. Else a note: "
             "shuffling answers heavy tails, signs answer loud rows and columns. Layers of fewer than two singular "
             "values are not asked.",
         .reference = "C. Martin, M. Mahoney, Implicit self-regularization in deep neural networks, JMLR 22 (2021); "
                      "D. Hong, Y. Sheng, E. Dobriban, arXiv:2012.02985 (2020)",
         .reads = {{"spectrum", "noise_departure", "permuted_kernels"},
                   {"spectrum", "noise_departure", "flipped_signs"}}},
    .judge = judge_noise};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
