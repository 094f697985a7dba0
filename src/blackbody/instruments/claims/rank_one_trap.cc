#include <string_view>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double kNoiseReaches = 2.0234;  // 99 % point of Tracy-Widom

/// The entries behind the spike as `bulk` names them: "W[12, 14, 2, 1] = -1.156, ...".
std::string entries_named(const Measurement& bulk) {
    constexpr std::string_view lead = "entries that make a spike each: ";
    for (const std::string& note : bulk.notes)
        if (note.starts_with(lead)) return note.substr(lead.size());
    return "";
}

/// Whether the weights of convolutions may hold the scales of a batch normalisation that the file no longer has.
bool may_hold_a_normalisation(const Results& results) {
    const auto& operators = results.system.operators;
    return operators.contains("Conv") && !operators.contains("BatchNormalization");
}

std::vector<Finding> judge_traps(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& bulk : results.measurements) {
        if (bulk.observable != "bulk") continue;
        const Estimate* score = find_estimate(bulk, "top_score");
        const Estimate* entries = find_estimate(bulk, "large_entries");
        if (!score || !entries || entries->value < 1) continue;

        // A spike of a few entries survives when all entries change places; one of directions does not.
        Finding finding{.claim = "rank_one_trap", .verdict = Verdict::warning, .site = bulk.site};
        const Null* shuffled = find_null(*score, "permuted_kernels");
        const bool decided = shuffled && standing(*shuffled);
        if (decided && shuffled->low <= kNoiseReaches) continue;
        if (!decided) finding.verdict = Verdict::undecided;
        finding.sentence = decided ? "A spike of this layer's weight survives every shuffle of its entries: it is made "
                                     "by single entries and not by a direction."
                                   : "Single entries of this layer's weight are large enough to make a spike each, "
                                     "but too few shuffles were drawn to decide.";
        finding.advice =
            "Look at these entries: a step that was too large, or a broken or quantised value. Clip them and measure "
            "accuracy again before reading anything into norms, ranks or exponents of this layer.";
        if (const SiteInfo* site = site_info_of(results, bulk.site);
            site && site->op == "Conv" && may_hold_a_normalisation(results)) {
            finding.sentence +=
                " The weight is the one in the file, which may have batch normalisation folded in: a channel's scale "
                "then multiplies all of its entries.";
            finding.advice += " Where you have the weights before folding, measure those first.";
        }
        finding.evidence.push_back(evidence_with_nulls(bulk, *score));
        finding.evidence.push_back(evidence_of(bulk, *entries));
        if (const std::string names = entries_named(bulk); !names.empty())
            finding.evidence.back().reading += ", the largest: " + names;
        if (const Estimate* p = find_estimate(bulk, "trap_p_value")) finding.evidence.push_back(evidence_of(bulk, *p));
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info =
        {.name = "rank_one_trap",
         .view = View::machine,
         .sentence = "A few entries of the layer's weight make a direction of their own.",
         .rule =
             "At least one entry is so large that it alone makes a spike (large_entries), and under every one of at "
             "least 19 draws with the entries permuted (permuted_kernels) the largest value stays beyond the 99 % "
             "point of Tracy-Widom (top_score above 2.0234). Undecided with fewer draws.",
         .reference = "C. Martin, C. Hinrichs, SETOL (2025), correlation traps; I. Johnstone (2001)",
         .reads = {{"bulk", "top_score", "permuted_kernels"}}},
    .judge = judge_traps};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
