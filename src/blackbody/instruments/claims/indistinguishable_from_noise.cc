#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// What structure would move: the strongest direction, and how evenly strength is spread.
constexpr const char* quantities[] = {"largest_singular_value", "entropy", "unfolded_largest_singular_value",
                                      "unfolded_entropy"};

std::vector<Finding> judge_noise(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& spectrum : results.measurements) {
        if (spectrum.observable != "spectrum") continue;
        Finding finding{.claim = "indistinguishable_from_noise", .verdict = Verdict::advice, .site = spectrum.site};
        bool all_within = true;
        for (const char* quantity : quantities) {
            const Estimate* estimate = find_estimate(spectrum, quantity);
            const Null* shuffled = estimate ? find_null(*estimate, "permuted_kernels") : nullptr;
            if (!shuffled || !standing(*shuffled)) continue;
            all_within &= standing(*shuffled) == Standing::within;
            finding.evidence.push_back(evidence_of(spectrum, *estimate));
        }
        if (finding.evidence.size() < 2 || !all_within) continue;
        finding.sentence =
            "The spectrum of this layer's weight cannot be told from that of the same entries shuffled: neither its "
            "strongest direction nor the spread over directions lies outside " +
            std::to_string(
                find_null(*find_estimate(spectrum, finding.evidence[0].quantity), "permuted_kernels")->draws) +
            " draws.";
        finding.advice =
            "The layer may be untrained, or too small to show structure: compare with its start, consider dropping or "
            "shrinking it, and do not read a meaning into its power-law exponent.";
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info = {.name = "indistinguishable_from_noise",
             .view = View::machine,
             .sentence = "The spectrum of the layer's weight cannot be told from noise.",
             .rule =
                 "The largest singular value and the spectral entropy, of the pooled slices and of the unfolded matrix "
                 "where it is another one, all lie between the smallest and the largest of at least 19 draws with the "
                 "entries permuted (permuted_kernels). One of them outside: told from noise, no finding.",
             .reference =
                 "C. Martin, M. Mahoney, Implicit self-regularization in deep neural networks, JMLR 22 (2021)"},
    .judge = judge_noise};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
