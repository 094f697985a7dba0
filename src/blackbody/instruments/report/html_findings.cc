#include <algorithm>

#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

/// Findings of one claim and verdict; those at several sites are told once.
using Group = std::vector<const Finding*>;

std::vector<Group> grouped(const std::vector<Finding>& findings) {
    std::vector<Group> groups;
    for (const Finding& finding : findings) {
        const auto hit = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
            return group.front()->claim == finding.claim && group.front()->verdict == finding.verdict;
        });
        if (hit == groups.end()) groups.push_back({&finding});
        else hit->push_back(&finding);
    }
    return groups;
}

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

void write_evidence(const Page& page, const Finding& finding) {
    if (finding.evidence.empty()) return;
    page.out << "<ul class=\"evidence\">";
    for (const Evidence& evidence : finding.evidence)
        page.out << "<li><span>" << in_words(evidence.quantity) << "</span> " << evidence.reading << "</li>";
    page.out << "</ul>\n";
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

void write_many(const Page& page, const Group& group, const ClaimInfo* claim) {
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

void write_group(const Page& page, const Group& group) {
    const Finding& first = *group.front();
    const std::string word = to_string(first.verdict);
    const ClaimInfo* claim = page.records.claim(first.claim);
    page.out << "<article class=\"finding " << word << "\">\n<p class=\"verdict\"><span aria-hidden=\"true\">"
             << sign(first.verdict) << "</span> " << word << "</p>\n";
    if (group.size() > 2) write_many(page, group, claim);
    else
        for (const Finding* finding : group) write_one(page, *finding);
    if (!first.advice.empty()) page.out << "<p class=\"advice\"><b>What to do</b> " << first.advice << "</p>\n";
    if (claim != nullptr)
        page.out << "<details><summary>How it was decided</summary><p>" << claim->rule << "</p><p class=\"ref\">"
                 << claim->reference << "</p></details>\n";
    page.out << "</article>\n";
}

/// What a reader may skip at first.
bool is_quiet(const Group& group) {
    return group.front()->verdict == Verdict::undecided || group.front()->verdict == Verdict::note;
}

void write_count(const Page& page, Verdict verdict) {
    const auto& all = page.results.findings;
    const auto n = std::count_if(all.begin(), all.end(), [&](const Finding& f) { return f.verdict == verdict; });
    if (n == 0) return;
    const std::string word = to_string(verdict);
    page.out << "<li class=\"" << word << "\"><span aria-hidden=\"true\">" << sign(verdict) << "</span> <b>" << n
             << "</b> " << word << "</li>";
}

}  // namespace

void write_findings(const Page& page) {
    page.out << "<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\">What was found</h2>\n";
    const std::vector<Group> groups = grouped(page.results.findings);
    if (groups.empty()) page.out << "<p>No rule had anything to say.</p>\n";
    page.out << "<ul class=\"counts\">";
    for (const Verdict verdict :
         {Verdict::warning, Verdict::advice, Verdict::refuted, Verdict::supported, Verdict::undecided, Verdict::note})
        write_count(page, verdict);
    page.out << "</ul>\n<div class=\"findings\">\n";
    for (const Group& group : groups)
        if (!is_quiet(group)) write_group(page, group);
    page.out << "</div>\n";

    // Undecided ones and notes are there, one click away.
    if (std::any_of(groups.begin(), groups.end(), is_quiet)) {
        page.out << "<details class=\"quiet\"><summary>Undecided, and notes</summary><div class=\"findings\">\n";
        for (const Group& group : groups)
            if (is_quiet(group)) write_group(page, group);
        page.out << "</div></details>\n";
    }
    page.out << "</section>\n";
}

}  // namespace blackbody::html
