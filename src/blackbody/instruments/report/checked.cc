#include "blackbody/instruments/report/checked.h"

#include <algorithm>
#include <set>
#include <string>

namespace blackbody {
namespace {

constexpr std::int64_t fewest_draws = 19;  ///< fewer cannot decide at 1/20

bool was_drawn(const Estimate& estimate, const std::string& control) {
    return std::any_of(estimate.nulls.begin(), estimate.nulls.end(),
                       [&](const Null& null) { return null.control == control && null.draws >= fewest_draws; });
}

/// Why the observable was measured nowhere, as the run says it.
std::string reason_of(const Results& results, const std::string& observable) {
    for (const Skip& skip : results.skipped)
        if (skip.observable == observable && skip.site.empty()) return ": " + skip.reason;
    return "";
}

/// Whether nothing was measured because nothing is wrong: where weights were seen.
bool is_good_news(const Results& results, const std::string& observable, const Records& records) {
    const auto& all = records.observables;
    return std::any_of(all.begin(), all.end(),
                       [&](const ObservableInfo* info) { return info->name == observable && info->of_faults; }) &&
           std::any_of(results.sites.begin(), results.sites.end(), [](const SiteInfo& s) { return !s.weight.empty(); });
}

/// "" where the results hold what the rule reads, with its null; else what is missing.
std::string missing(const Results& results, const ClaimReads& reads, const Records& records) {
    bool measured = false, found = false;
    for (const Measurement& measurement : results.measurements) {
        if (measurement.observable != reads.observable) continue;
        measured = true;
        const Estimate* estimate = find_estimate(measurement, reads.quantity);
        if (estimate == nullptr) continue;
        found = true;
        if (reads.control.empty() || was_drawn(*estimate, reads.control)) return "";
    }
    if (!measured && is_good_news(results, reads.observable, records)) return "";
    if (!measured) return in_words(reads.observable) + " was not measured" + reason_of(results, reads.observable);
    if (!found) return full_name(reads.observable, reads.quantity) + " was measured nowhere";
    return "fewer than " + std::to_string(fewest_draws) + " draws of " + in_words(reads.control);
}

bool was_measured(const Results& results, const ClaimReads& reads) {
    return std::any_of(results.measurements.begin(), results.measurements.end(),
                       [&](const Measurement& m) { return m.observable == reads.observable; });
}

Checked check(const Results& results, const ClaimInfo& claim, const Records& records) {
    const bool found = std::any_of(results.findings.begin(), results.findings.end(),
                                   [&](const Finding& finding) { return finding.claim == claim.name; });
    if (found) return {&claim, Outcome::found};
    std::string reason;
    for (const ClaimReads& reads : claim.reads) {
        const std::string why = missing(results, reads, records);
        if (why.empty()) return {&claim, Outcome::fine};
        if (reason.empty()) reason = why;
    }
    const bool has_nothing = std::none_of(claim.reads.begin(), claim.reads.end(),
                                          [&](const ClaimReads& reads) { return was_measured(results, reads); });
    return {&claim, reason.empty() ? Outcome::fine : Outcome::not_judged, reason, has_nothing && !claim.reads.empty()};
}

/// The commands whose observables were measured: a run of `thermo` says nothing of rules that `open` judges.
std::set<std::string> commands_of(const Results& results, const Records& records) {
    std::set<std::string> commands;
    for (const Measurement& measurement : results.measurements)
        for (const ObservableInfo* info : records.observables)
            if (info->name == measurement.observable) commands.insert(info->command);
    return commands;
}

/// Whether a rule reads an observable of another command only.
bool is_of_another_command(const ClaimInfo& claim, const std::set<std::string>& commands, const Records& records) {
    bool reads_any = false;
    for (const ClaimReads& reads : claim.reads)
        for (const ObservableInfo* info : records.observables) {
            if (info->name != reads.observable) continue;
            if (commands.count(info->command)) return false;
            reads_any = true;
        }
    return reads_any && !commands.empty();
}

}  // namespace

const char* to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::found:
            return "found";
        case Outcome::fine:
            return "fine";
        case Outcome::not_judged:
            return "not judged";
    }
    return "?";
}

std::vector<Checked> checked(const Results& results, const Records& records) {
    const std::set<std::string> commands = commands_of(results, records);
    std::vector<Checked> all;
    for (const ClaimInfo* claim : records.claims)
        if (!is_of_another_command(*claim, commands, records)) all.push_back(check(results, *claim, records));
    return all;
}

std::size_t take_out_foreign(std::vector<Checked>& rules, const Results& results) {
    if (noun_of(results.system) != "machine") return 0;
    return std::erase_if(rules, [](const Checked& rule) { return rule.has_nothing_here; });
}

std::string about_foreign(std::size_t count) {
    return std::to_string(count) + (count == 1
                                        ? " rule more is about networks: it reads nothing that this machine has."
                                        : " rules more are about networks: they read nothing that this machine has.");
}

std::vector<Checked> with_outcome(const std::vector<Checked>& all, Outcome outcome) {
    std::vector<Checked> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [&](const Checked& one) { return one.outcome == outcome; });
    return chosen;
}

}  // namespace blackbody
