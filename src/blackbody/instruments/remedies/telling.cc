/// What came out of a remedy, in the findings that advise it.
#include <algorithm>
#include <cmath>
#include <set>

#include "blackbody/base/urgency.h"
#include "blackbody/instruments/remedies/remedy.h"
#include "blackbody/instruments/sources.h"
#include "blackbody/util/binomial.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// The sites that the findings of a claim name, as indices into System::sites().
std::vector<std::size_t> sites_of(const std::vector<Finding*>& findings, const System& system) {
    std::set<std::string> names;
    for (const Finding* finding : findings) {
        names.insert(finding->site);
        for (const Evidence& evidence : finding->evidence) names.insert(evidence.site);
    }
    std::vector<std::size_t> sites;
    for (std::size_t s = 0; s < system.sites().size(); ++s)
        if (names.contains(system.sites()[s].info.name)) sites.push_back(s);
    return sites;
}

std::string percent(double share) { return short_number(100 * share) + " %"; }

/// The 95 % upper bound of a share of which k of n were seen: one side of the exact 90 % interval.
double upper_bound(std::int64_t k, std::int64_t n) { return share_interval(k, n, .9).high; }

/// " (4 and 5 channels, as each half of the samples shows them)"; empty where nothing is counted.
std::string parts_text(const RemedyOutcome& o, const Remedy& remedy) {
    if (remedy.part.empty() || o.parts.empty()) return "";
    return " (" + std::to_string(o.parts.front()) +
           (o.parts.size() > 1 ? " and " + std::to_string(o.parts.back()) : "") + " " + remedy.part +
           ", as each half of the samples shows them)";
}

/// "Cut out on 512 samples held back from it: 0 answers change (95 %: below 0.58 %); accuracy 91.8 % before, 91.8 %
/// after"
std::string in_words(const RemedyOutcome& o, const Remedy& remedy) {
    std::string text = remedy.done + parts_text(o, remedy) + " on " + with_commas(o.n) + " samples held back from it: ";
    if (!o.scored) return text + "the outputs move by " + percent(o.moved) + " ± " + percent(o.moved_error) + ".";
    text += with_commas(o.changed) + (o.changed == 1 ? " answer changes" : " answers change") + " (at 95 % below " +
            percent(upper_bound(o.changed, o.n)) + ")";
    if (o.labelled)
        text += "; accuracy " + percent(o.right_before) + " before, " + percent(o.right_after) +
                " after (difference ± " + percent(o.right_error) + "), NLL " + short_number(o.nll_before) +
                " before, " + short_number(o.nll_after) + " after (± " + short_number(o.nll_error) + ")";
    return text + ".";
}

std::vector<Evidence> evidence_of(const RemedyOutcome& o, const std::string& site) {
    const auto entry = [&](const char* quantity, double value, const std::string& reading) {
        return Evidence{
            .observable = remedy_tried, .site = site, .quantity = quantity, .value = value, .reading = reading};
    };
    const std::string held = " on " + with_commas(o.n) + " samples held back";
    if (!o.scored) return {entry("outputs_moved", o.moved, percent(o.moved) + " ± " + percent(o.moved_error) + held)};
    std::vector<Evidence> all = {entry("answers_changed", static_cast<double>(o.changed),
                                       with_commas(o.changed) + " of " + with_commas(o.n) + held)};
    if (o.labelled) {
        all.push_back(entry("accuracy_gained", o.right_after - o.right_before,
                            percent(o.right_after - o.right_before) + " ± " + percent(o.right_error) + held));
        all.push_back(
            entry("nll_gained", o.nll_after - o.nll_before,
                  short_number(o.nll_after - o.nll_before) + " ± " + short_number(o.nll_error) + " nat" + held));
    }
    return all;
}

/// A warning stands where following it was tried and does no harm; else the finding is a note that says so.
void tell(Finding& finding, const Remedy& remedy, const std::optional<RemedyOutcome>& outcome) {
    const bool urgent = finding.verdict == Verdict::warning || finding.verdict == Verdict::advice;
    if (!outcome) {
        if (urgent) finding.verdict = Verdict::note;
        finding.advice +=
            " What that does to the answers was not tried: it needs the graph, at least 32 samples, and a half of them "
            "that shows the same.";
        return;
    }
    for (Evidence& evidence : evidence_of(*outcome, finding.site)) finding.evidence.push_back(std::move(evidence));
    finding.advice += " " + in_words(*outcome, remedy);
    if (outcome->harms()) finding.advice += " It does harm here: leave it.";
    if (urgent && (outcome->harms() || (remedy.must_help && !outcome->helps()))) finding.verdict = Verdict::note;
    if (remedy.must_help && outcome->helps()) finding.verdict = Verdict::warning;
}

}  // namespace

void try_remedies(const System& system, const Source* input, Results& results) {
    std::vector<const Remedy*> remedies = registered<Remedy>([](const Remedy& r) { return r.claim; });
    for (const Remedy* remedy : remedies) {
        std::vector<Finding*> findings;
        for (Finding& finding : results.findings)
            if (finding.claim == remedy->claim && finding.verdict != Verdict::undecided) findings.push_back(&finding);
        if (findings.empty()) continue;
        std::optional<RemedyOutcome> outcome;
        if (input != nullptr) {
            const ShuffledSource shuffled(*input, seed_for(results.run.seed, "remedies"));
            outcome = try_remedy(*remedy, system, sites_of(findings, system), shuffled);
        }
        for (Finding* finding : findings) tell(*finding, *remedy, outcome);
    }
    sort_by_urgency(results.findings);
}

}  // namespace blackbody
