#include <optional>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double noise_reaches = 2.0234;  // 99 % point of Tracy-Widom

/// How many entries, and which: "3 (exact), the largest: output 12, input 14, tap (2, 1): -1.156 (an outlier above
/// 0.3); ...".
Evidence evidence_of_entries(const Measurement& bulk, const Estimate& count) {
    Evidence evidence = evidence_of(bulk, count);
    const std::vector<std::string> entries = facts_of(bulk, facts::outlier_entry);
    if (entries.empty()) return evidence;
    const std::string lead = evidence.reading + ", the largest: ";
    if (entries.size() > 1) evidence.brief = lead + entries.front();
    evidence.reading = lead + join(entries, "; ");
    return evidence;
}

/// What is known of one layer, or nothing worth saying.
std::optional<Finding> judge_layer(const Measurement& bulk) {
    const Estimate* score = find_estimate(bulk, "top_score");
    const Estimate* entries = find_estimate(bulk, "outlier_entries");
    if (!score || !entries || entries->value < 1 || score->value <= noise_reaches) return {};

    // A direction beyond what the same entries make in other places is no trap; one that is not is their work.
    const Null* shuffled = find_null(*score, "permuted_kernels");
    const auto where = shuffled ? standing(*shuffled) : std::nullopt;
    if (where && (*where == Standing::above || shuffled->low <= noise_reaches)) return {};
    Finding finding{.claim = "rank_one_trap",
                    .verdict = where ? Verdict::note : Verdict::undecided,
                    .site = bulk.site,
                    .sentence = where
                                    ? "The strongest direction of this layer's weight is no stronger than what its own "
                                      "entries make when they are shuffled: a few outlier entries make it."
                                    : "A few outlier entries of this layer's weight make a spike each, "
                                      "but too few shuffles were drawn to say whether they make the strongest one.",
                    .advice =
                        "Do not read norm, stable rank or exponent of this layer as a direction that was learned. "
                        "Look at the entries where none were meant to be so large (a broken or quantised value); "
                        "transformers have such entries and need them. Whether to clip them only a measurement of "
                        "the answers can say."};
    finding.evidence.push_back(evidence_with_nulls(bulk, *score));
    finding.evidence.push_back(evidence_of_entries(bulk, *entries));
    for (const char* also : {"top_entry_share", "clipped_score", "channel_kurtosis"})
        if (const Estimate* estimate = find_estimate(bulk, also))
            finding.evidence.push_back(evidence_of(bulk, *estimate));
    return finding;
}

std::vector<Finding> judge_traps(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& bulk : results.measurements) {
        if (bulk.observable != "bulk") continue;
        if (std::optional<Finding> finding = judge_layer(bulk)) findings.push_back(std::move(*finding));
    }
    return findings;
}

const Claim claim{
    .info =
        {.name = "rank_one_trap",
         .view = View::practical,
         .sentence = "A few outlier entries of the layer's weight make its strongest direction.",
         .rule =
             "At least one entry is so large, for the bulk and for its own row and column, that it alone makes a spike "
             "(bulk.outlier_entries); the largest value lies beyond the 99 % point of noise (bulk.top_score above "
             "2.0234), and "
             "so "
             "it does under every one of at least 19 draws with the entries permuted (permuted_kernels); and it does "
             "not lie above all of those draws. Then a note: what clipping would do to the answers is not known from "
             "the weight. Above all draws: a direction, no finding. Undecided with fewer draws.",
         .reference = "C. Martin, C. Hinrichs, SETOL (2025), correlation traps; I. Johnstone (2001)",
         .reads = {{"bulk", "top_score", "permuted_kernels"}}},
    .judge = judge_traps};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
