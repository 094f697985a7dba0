#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double kNoiseReaches = 2.0234;  // 99 % point of Tracy-Widom

/// What `bulk` says of the entries behind the spike, in its own words.
std::string entries_named(const Measurement& bulk) {
    for (const std::string& note : bulk.notes)
        if (note.rfind("entries that make a spike each", 0) == 0) return " " + note + ".";
    return "";
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
        finding.sentence =
            (decided ? "A spike of this layer's weight survives every shuffle of its entries: it is made by "
                       "single entries and not by a direction."
                     : "Single entries of this layer's weight are large enough to make a spike each, but "
                       "too few shuffles were drawn to decide.") +
            entries_named(bulk);
        finding.advice =
            "Look at these entries: a step that was too large, or a broken or quantised value. Clip them and measure "
            "accuracy again before reading anything into norms, ranks or exponents of this layer.";
        finding.evidence.push_back(evidence_with_nulls(bulk, *score));
        for (const Estimate* estimate : {entries, find_estimate(bulk, "trap_p_value")})
            if (estimate) finding.evidence.push_back(evidence_of(bulk, *estimate));
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
         .reference = "C. Martin, C. Hinrichs, SETOL (2025), correlation traps; I. Johnstone (2001)"},
    .judge = judge_traps};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody
