#include <algorithm>

#include "blackbody/instruments/report/groups.h"
#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

/// A sign beside the word, so that colour is never alone.
std::string sign(Verdict verdict) {
    switch (verdict) {
        case Verdict::warning:
            return "▲";
        case Verdict::advice:
            return "◆";
        case Verdict::supported:
            return "✓";
        case Verdict::refuted:
            return "✕";
        case Verdict::undecided:
            return "?";
        case Verdict::note:
            return "·";
    }
    return "";
}

/// The estimate that an evidence speaks of, or null.
const Estimate* estimate_of(const Page& page, const Evidence& evidence) {
    const Measurement* measurement = find_measurement(page.results.measurements, evidence.observable, evidence.site);
    return measurement == nullptr ? nullptr : find_estimate(*measurement, evidence.quantity);
}

/// At most three numbers, each beside its first null; the full readings are with the rule.
void write_evidence(const Page& page, const Finding& finding) {
    if (finding.evidence.empty()) return;
    page.out << "<ul class=\"evidence\">";
    for (std::size_t i = 0; i < std::min<std::size_t>(finding.evidence.size(), 3); ++i) {
        const Evidence& evidence = finding.evidence[i];
        page.out << "<li><span>" << in_words(evidence.quantity) << "</span> "
                 << evidence.reading.substr(0, evidence.reading.find(';'));
        const Estimate* estimate = estimate_of(page, evidence);
        if (estimate != nullptr && !estimate->nulls.empty())
            page.out << " <small>" << in_words(estimate->nulls.front().control) << " "
                     << reading(estimate->nulls.front()) << "</small>";
        page.out << "</li>";
    }
    page.out << "</ul>\n";
}

/// The rule, its source, and every number of every finding as the rule read it.
void write_decision(const Page& page, const FindingGroup& group, const ClaimInfo& claim) {
    page.out << "<details><summary>How it was decided</summary><p>" << claim.rule << "</p><p class=\"ref\">"
             << claim.reference << "</p><ul class=\"places\">\n";
    for (const Finding* finding : group)
        for (const Evidence& evidence : finding->evidence)
            page.out << "<li>" << (group.size() > 1 ? evidence.site + ": " : std::string())
                     << in_words(evidence.quantity) << " " << evidence.reading << "\n";
    page.out << "</ul></details>\n";
}

void write_one(const Page& page, const Finding& finding) {
    page.out << "<h3>" << finding.sentence << "</h3>\n";
    if (!finding.site.empty()) {
        page.out << "<p class=\"where\">at ";
        write_site_link(page, finding.site);
        page.out << "</p>\n";
    }
    write_evidence(page, finding);
}

void write_many(const Page& page, const FindingGroup& group, const ClaimInfo* claim) {
    page.out << "<h3>" << (claim == nullptr ? group.front()->sentence : claim->sentence)
             << "</h3>\n<details><summary>at " << group.size() << " places</summary><ul class=\"places\">\n";
    for (const Finding* finding : group) {
        page.out << "<li>";
        if (!finding->site.empty()) write_site_link(page, finding->site);
        page.out << " " << finding->sentence;
        write_evidence(page, *finding);
        page.out << "</li>\n";
    }
    page.out << "</ul></details>\n";
}

void write_group(const Page& page, const FindingGroup& group) {
    const Finding& first = *group.front();
    const std::string word = to_string(first.verdict);
    const ClaimInfo* claim = page.records.claim(first.claim);
    page.out << "<article class=\"finding " << word << "\">\n<p class=\"verdict\"><span aria-hidden=\"true\">"
             << sign(first.verdict) << "</span> " << word << "</p>\n";
    if (group.size() > most_told_one_by_one) write_many(page, group, claim);
    else
        for (const Finding* finding : group) write_one(page, *finding);
    if (!first.advice.empty()) page.out << "<p class=\"advice\"><b>What to do</b> " << first.advice << "</p>\n";
    if (claim != nullptr) write_decision(page, group, *claim);
    page.out << "</article>\n";
}

/// What a reader may skip at first.
bool is_quiet(const FindingGroup& group) {
    return group.front()->verdict == Verdict::undecided || group.front()->verdict == Verdict::note;
}

void write_count(const Page& page, Verdict verdict) {
    const auto& all = page.results.findings;
    const auto n = std::count_if(all.begin(), all.end(), [&](const Finding& f) { return f.verdict == verdict; });
    if (n == 0) return;
    const std::string word = to_string(verdict);
    const bool plural = n > 1 && (verdict == Verdict::warning || verdict == Verdict::note);
    page.out << "<li class=\"" << word << "\"><span aria-hidden=\"true\">" << sign(verdict) << "</span> <b>" << n
             << "</b> " << word + (plural ? "s" : "") << "</li>";
}

}  // namespace

void write_findings(const Page& page) {
    page.out << "<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\">What was found</h2>\n";
    const std::vector<FindingGroup> groups = grouped(page.results.findings);
    if (groups.empty()) page.out << "<p>No rule had anything to say.</p>\n";
    page.out << "<ul class=\"counts\">";
    for (const Verdict verdict :
         {Verdict::warning, Verdict::advice, Verdict::refuted, Verdict::supported, Verdict::undecided, Verdict::note})
        write_count(page, verdict);
    page.out << "</ul>\n<div class=\"findings\">\n";
    for (const FindingGroup& group : groups)
        if (!is_quiet(group)) write_group(page, group);
    page.out << "</div>\n";

    // Undecided ones and notes are there, one click away.
    if (std::any_of(groups.begin(), groups.end(), is_quiet)) {
        page.out << "<details class=\"quiet\"><summary>Undecided, and notes</summary><div class=\"findings\">\n";
        for (const FindingGroup& group : groups)
            if (is_quiet(group)) write_group(page, group);
        page.out << "</div></details>\n";
    }
    page.out << "</section>\n";
}

}  // namespace blackbody::html
