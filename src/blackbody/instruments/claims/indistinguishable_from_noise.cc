#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// What structure would move: the strongest direction, how evenly strength is spread, the edge of the bulk.
struct Sign {
    const char *observable, *quantity;
};
constexpr Sign signs[] = {{"spectrum", "largest_singular_value"},
                          {"spectrum", "entropy"},
                          {"spectrum", "unfolded_largest_singular_value"},
                          {"spectrum", "unfolded_entropy"},
                          {"bulk", "top_score"}};

std::vector<Finding> judge_noise(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& spectrum : results.measurements) {
        if (spectrum.observable != "spectrum") continue;
        Finding finding{.claim = "indistinguishable_from_noise", .verdict = Verdict::advice, .site = spectrum.site};
        bool all_within = true;
        for (const auto& [observable, quantity] : signs) {
            const Measurement* measurement = find_measurement(results.measurements, observable, spectrum.site);
            const Estimate* estimate = measurement ? find_estimate(*measurement, quantity) : nullptr;
            const Null* shuffled = estimate ? find_null(*estimate, "permuted_kernels") : nullptr;
            if (!shuffled || !standing(*shuffled)) continue;
            all_within &= standing(*shuffled) == Standing::within;
            finding.evidence.push_back(evidence_with_nulls(*measurement, *estimate));
        }
        if (finding.evidence.size() < 2 || !all_within) continue;
        finding.sentence =
            "The spectrum of this layer's weight cannot be told from that of the same entries shuffled: neither its "
            "strongest direction nor the spread over directions lies outside the draws.";
        finding.advice =
            "The layer may be untrained, or too small to show structure: compare with its start, consider dropping or "
            "shrinking it, and do not read a meaning into its power-law exponent.";
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info =
        {.name = "indistinguishable_from_noise",
         .view = View::machine,
         .sentence = "The spectrum of the layer's weight cannot be told from noise.",
         .rule =
             "The largest singular value and the spectral entropy (of the pooled slices, and of the unfolded matrix "
             "where it is another one) and the Tracy-Widom score of the bulk all lie between the smallest and the "
             "largest of at least 19 draws with the entries permuted. One of them outside: told from noise, no "
             "finding.",
         .reference = "C. Martin, M. Mahoney, Implicit self-regularization in deep neural networks, JMLR 22 (2021)",
         .reads = {{"spectrum", "entropy", "permuted_kernels"}}},
    .judge = judge_noise};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
