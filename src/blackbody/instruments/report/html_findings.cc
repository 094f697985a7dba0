#include <algorithm>

#include "blackbody/instruments/report/checked.h"
#include "blackbody/instruments/report/evidence.h"
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

/// At most three numbers, each beside the null that the rule read it against; the full readings are with the rule.
void write_evidence(const Page& page, const Finding& finding) {
    if (finding.evidence.empty()) return;
    page.out << "<ul class=\"evidence\">";
    for (std::size_t i = 0; i < std::min<std::size_t>(finding.evidence.size(), 3); ++i) {
        const Evidence& evidence = finding.evidence[i];
        page.out << "<li><span>" << full_name(evidence.observable, evidence.quantity) << "</span> "
                 << evidence.first_words();
        if (const Null* null = null_of(page.results, evidence))
            page.out << " <small>" << in_words(null->control) << " " << reading(*null) << "</small>";
        page.out << "</li>";
    }
    page.out << "</ul>\n";
}

void write_row(const Page& page, const EvidenceRow& row) {
    page.out << "<tr><th>";
    write_site_link(page, row.site);
    write_from(page, row.from);
    for (const Evidence* cell : row.cells) {
        page.out << "<td>" << (cell == nullptr ? std::string("–") : cell_of(page.results, *cell));
        if (const Null* null = cell == nullptr ? nullptr : null_of(page.results, *cell))
            page.out << " <small>" << in_words(null->control) << " " << reading(*null) << "</small>";
    }
    page.out << "\n";
}

/// A row a site, the worst first; the script folds away all but the first rows, and print and plain readers see all.
void write_evidence_table(const Page& page, const EvidenceTable& table) {
    auto rows = [&](std::size_t from, std::size_t to) {
        page.out << "<div class=\"scroll\"><table class=\"sites-table\"><tr><th>at";
        for (const Evidence* column : table.columns)
            page.out << "<th>" << full_name(column->observable, column->quantity);
        page.out << "\n";
        for (std::size_t i = from; i < to; ++i) write_row(page, table.rows[i]);
        page.out << "</table></div>\n";
    };
    const std::size_t shown = std::min(most_rows_shown, table.rows.size()), more = table.rows.size() - shown;
    rows(0, shown);
    if (more > 0) {
        page.out << "<details><summary>and " << more << (more == 1 ? std::string(" more site") : " more sites")
                 << "</summary>";
        rows(shown, table.rows.size());
        page.out << "</details>\n";
    }
    if (const std::string reasons = missing_errors(page.results, table, table.columns.size()); !reasons.empty())
        page.out << "<p class=\"ref\">No ± for " << reasons << ".</p>\n";
}

/// The rule, its source, and what its table does not show: every reading of a few findings, of many their sentences.
void write_decision(const Page& page, const FindingGroup& group, const ClaimInfo& claim, bool tabled) {
    page.out << "<details><summary>How it was decided</summary><p>" << claim.rule << "</p><p class=\"ref\">"
             << claim.reference << "</p><ul class=\"places\">\n";
    for (const Finding* finding : group) {
        if (group.size() > most_told_one_by_one)
            page.out << "<li>" << finding->site << ": " << finding->sentence << "\n";
        for (const Evidence& evidence : finding->evidence)
            if (!tabled || evidence.has_more())
                page.out << "<li>" << (tabled ? evidence.site + ": " : std::string())
                         << full_name(evidence.observable, evidence.quantity) << " " << evidence.reading << "\n";
    }
    page.out << "</ul></details>\n";
}

/// Where the first sentence ends: at a stop before a capital letter ("0.34 ... 0.39" is none).
std::size_t end_of_first(const std::string& text) {
    for (std::size_t i = 1; i + 2 < text.size(); ++i)
        if (text[i] == '.' && text[i - 1] != '.' && text[i + 1] == ' ' && text[i + 2] >= 'A' && text[i + 2] <= 'Z')
            return i + 1;
    return text.size();
}

void write_one(const Page& page, const Finding& finding) {
    const std::size_t end = end_of_first(finding.sentence);
    page.out << "<h3>" << finding.sentence.substr(0, end) << "</h3>\n";
    if (end < finding.sentence.size()) page.out << "<p>" << finding.sentence.substr(end + 1) << "</p>\n";
    if (!finding.site.empty()) {
        page.out << "<p class=\"where\">at ";
        write_site_link(page, finding.site);
        page.out << "</p>\n";
    }
}

void write_group(const Page& page, const FindingGroup& group) {
    const Finding& first = *group.front();
    const std::string word = to_string(first.verdict);
    const ClaimInfo* claim = page.records.claim(first.claim);
    const EvidenceTable table = evidence_table(group);
    const bool tabled = table.rows.size() > 1, many = group.size() > most_told_one_by_one;
    page.out << "<article class=\"finding " << word << std::string(tabled ? " wide" : "") << "\" data-claim=\""
             << first.claim << "\">\n<p class=\"verdict\"><span aria-hidden=\"true\">" << sign(first.verdict)
             << "</span> " << word << "</p>\n";
    if (many) page.out << "<h3>" << (claim == nullptr ? first.sentence : claim->sentence) << "</h3>\n";
    for (const Finding* finding : group) {
        if (!many) write_one(page, *finding);
        if (!tabled) write_evidence(page, *finding);
    }
    if (tabled) write_evidence_table(page, table);
    if (!first.advice.empty()) page.out << "<p class=\"advice\"><b>What to do</b> " << first.advice << "</p>\n";
    if (claim != nullptr) write_decision(page, group, *claim, tabled);
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

/// Rules of one outcome, folded away: their sentence and how they decide, or why they could not.
void write_rules(const Page& page, const std::vector<Checked>& rules, Outcome outcome) {
    const std::vector<Checked> chosen = with_outcome(rules, outcome);
    if (chosen.empty()) return;
    const bool fine = outcome == Outcome::fine, one = chosen.size() == 1;
    page.out << "<details class=\"quiet\"><summary>" << std::string(fine ? "Checked and fine: " : "Not judged: ")
             << chosen.size() << (one ? std::string(" rule") : " rules") << "</summary><dl class=\"rules\">\n";
    for (const Checked& rule : chosen) {
        page.out << "<div data-claim=\"" << rule.claim->name << "\"><dt>" << in_words(rule.claim->name) << "</dt><dd>";
        if (fine)
            page.out << "Not found: “" << rule.claim->sentence << "”<br><small>" << rule.claim->rule << "</small>";
        else page.out << rule.reason << ". <small>It asks: “" << rule.claim->sentence << "”</small>";
        page.out << "</dd></div>\n";
    }
    page.out << "</dl></details>\n";
}

}  // namespace

void write_findings(const Page& page) {
    page.out << "<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\">What was found</h2>\n";
    const std::vector<FindingGroup> groups = grouped(page.results.findings);
    if (groups.empty()) page.out << "<p>No rule found anything.</p>\n";
    page.out << "<ul class=\"counts\">";
    for (const Verdict verdict :
         {Verdict::warning, Verdict::advice, Verdict::refuted, Verdict::supported, Verdict::undecided, Verdict::note})
        write_count(page, verdict);
    std::vector<Checked> rules = checked(page.results, page.records);
    const std::size_t foreign = take_out_foreign(rules, page.results);
    if (const std::size_t fine = with_outcome(rules, Outcome::fine).size(); fine > 0)
        page.out << "<li class=\"supported\"><span aria-hidden=\"true\">✓</span> <b>" << fine
                 << "</b> checked and fine</li>";
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
    write_rules(page, rules, Outcome::fine);
    write_rules(page, rules, Outcome::not_judged);
    if (foreign > 0) page.out << "<p class=\"ref\">" << about_foreign(foreign) << "</p>\n";
    page.out << "</section>\n";
}

}  // namespace blackbody::html
