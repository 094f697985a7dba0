#include "blackbody/base/finding.h"

#include <algorithm>

#include "blackbody/base/fact_names.h"
#include "blackbody/base/results.h"
#include "blackbody/base/urgency.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {

const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::note:
            return "note";
        case Verdict::advice:
            return "advice";
        case Verdict::warning:
            return "warning";
        case Verdict::supported:
            return "supported";
        case Verdict::refuted:
            return "refuted";
        case Verdict::undecided:
            return "undecided";
    }
    return "?";
}

std::vector<const Claim*> claims() {
    return registered<Claim>([](const Claim& claim) { return claim.info.name; });
}

namespace {

int rank_of(const Finding& finding) {
    switch (finding.verdict) {
        case Verdict::warning:
            return 0;
        case Verdict::advice:
            return 1;
        case Verdict::refuted:
            return 2;
        case Verdict::supported:
            return 3;
        case Verdict::undecided:
            return 4;
        case Verdict::note:
            return 5;
    }
    return 6;
}

/// A finding says what its numbers were not made of.
void say_left_out(Finding& finding, const Results& results) {
    std::vector<std::string> said;
    for (const Evidence& evidence : finding.evidence) {
        if (evidence.quantity == "non_finite") continue;  // the count of what was left out itself
        const Measurement* measurement =
            find_measurement(results.measurements, evidence.observable, evidence.site, evidence.from);
        const std::string words = measurement ? join(facts_of(*measurement, facts::left_out), "; ") : "";
        if (words.empty() || std::count(said.begin(), said.end(), words)) continue;
        finding.sentence += (finding.sentence.empty() ? "Left out: " : " Left out: ") + words + ".";
        said.push_back(words);
    }
}

}  // namespace

void sort_by_urgency(std::vector<Finding>& findings) {
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return rank_of(a) < rank_of(b); });
}

std::vector<Finding> judge(const Results& results) {
    std::vector<Finding> findings;
    for (const Claim* claim : claims())
        for (Finding& finding : claim->judge(results)) {
            say_left_out(finding, results);
            findings.push_back(std::move(finding));
        }
    sort_by_urgency(findings);
    return findings;
}

}  // namespace blackbody
