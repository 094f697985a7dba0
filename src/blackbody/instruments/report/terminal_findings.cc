#include <algorithm>

#include "blackbody/instruments/report/checked.h"
#include "blackbody/instruments/report/evidence.h"
#include "blackbody/instruments/report/terminal_page.h"
#include "blackbody/util/text.h"

namespace blackbody::terminal {
namespace {

std::string severity(Verdict verdict, const TerminalOptions& options) {
    const std::string word = fit(to_string(verdict), 11, options);
    switch (verdict) {
        case Verdict::warning:
        case Verdict::refuted:
            return ink(word, Ink::red, options);
        case Verdict::advice:
            return ink(word, Ink::yellow, options);
        case Verdict::supported:
            return ink(word, Ink::green, options);
        case Verdict::undecided:
            return ink(word, Ink::blue, options);
        case Verdict::note:
            return ink(word, Ink::dim, options);
    }
    return word;
}

constexpr int finding_margin = 13;

/// The severity word, which may carry colour, with the sentence wrapped beside it.
void write_sentence(const Page& page, Verdict verdict, const std::string& sentence) {
    const std::vector<std::string> lines = wrap(sentence, std::max(page.options.width - finding_margin, 20));
    page.line("  " + severity(verdict, page.options) + lines.front());
    for (std::size_t i = 1; i < lines.size(); ++i) page.line(std::string(finding_margin, ' ') + lines[i]);
}

/// The first two quantities at the first sites, and how many sites more.
void write_table(const Page& page, const EvidenceTable& table) {
    const int room = std::max(page.options.width - finding_margin, 20), column = std::min(20, room / 3);
    const std::size_t columns_shown = std::min<std::size_t>(table.columns.size(), 2);
    const int names = room - column * static_cast<int>(columns_shown);
    auto line = [&](const std::string& first, auto cell) {
        std::string text(finding_margin, ' ');
        text += fit(first, names - 1, page.options) + " ";
        for (std::size_t i = 0; i < columns_shown; ++i) text += fit(cell(i), column - 1, page.options) + " ";
        page.line(text);
    };
    line("at", [&](std::size_t i) { return escape_control(table.columns[i]->observable) + "."; });
    line("", [&](std::size_t i) { return escape_control(table.columns[i]->quantity); });
    const std::size_t shown = std::min(most_rows_shown, table.rows.size());
    for (std::size_t row = 0; row < shown; ++row)
        line(escape_control(with_from(table.rows[row].site, table.rows[row].from)), [&](std::size_t i) {
            const Evidence* evidence = table.rows[row].cells[i];
            return evidence == nullptr ? std::string("-") : escape_control(cell_of(page.results, *evidence));
        });
    if (table.rows.size() > shown)
        page.item("", "+" + std::to_string(table.rows.size() - shown) + " more", finding_margin);
    if (const std::string reasons = missing_errors(page.results, table, columns_shown); !reasons.empty())
        page.item("", "no ± for " + escape_control(reasons), finding_margin);
}

void write_finding(const Page& page, const Finding& finding) {
    const std::string where = finding.site.empty() ? "" : escape_control(finding.site) + ": ";
    write_sentence(page, finding.verdict, where + escape_control(finding.sentence));

    // Over several sites a table; else the first number with its nulls, two more without: the page has the rest.
    if (const EvidenceTable table = evidence_table({&finding}); table.rows.size() > 1) return write_table(page, table);
    for (std::size_t i = 0; i < std::min<std::size_t>(finding.evidence.size(), 3); ++i) {
        const Evidence& evidence = finding.evidence[i];
        const std::string shown = escape_control(i == 0 ? evidence.reading : evidence.first_words());
        page.item("", escape_control(full_name(evidence.observable, evidence.quantity)) + " " + shown, finding_margin);
    }
}

/// What one rule found at many places: its sentence, and the first places with their numbers.
void write_places(const Page& page, const FindingGroup& group) {
    const Finding& first = *group.front();
    const ClaimInfo* claim = page.records.claim(first.claim);
    write_sentence(page, first.verdict, claim == nullptr ? escape_control(first.sentence) : claim->sentence);
    if (const EvidenceTable table = evidence_table(group); table.rows.size() > 1) return write_table(page, table);
    page.item("", "at " + std::to_string(group.size()) + " places: " + escape_control(first.site) + ", ...",
              finding_margin);
}

/// One quiet line an outcome: a network that nothing is wrong with was looked at, too.
void write_rules(const Page& page, const std::vector<Checked>& rules, Outcome outcome) {
    std::vector<std::string> names;
    for (const Checked& rule : with_outcome(rules, outcome))
        names.push_back(in_words(rule.claim->name) +
                        (rule.reason.empty() ? "" : " (" + escape_control(rule.reason) + ")"));
    if (names.empty()) return;
    const std::string text = outcome == Outcome::fine ? "checked and fine: " : "not judged: ";
    const std::string count = std::to_string(names.size()) + (names.size() == 1 ? " rule " : " rules ");
    for (const std::string& line : wrap(count + text + join(names, ", "), std::max(page.options.width - 2, 20)))
        page.line("  " + ink(line, Ink::dim, page.options));
}

}  // namespace

void write_findings(const Page& page) {
    page.heading("Findings");
    if (page.results.findings.empty()) page.line("  none");
    for (const FindingGroup& group : grouped(page.results.findings)) {
        if (group.size() > most_told_one_by_one) write_places(page, group);
        else
            for (const Finding* finding : group) write_finding(page, *finding);
        if (!group.front()->advice.empty())
            page.item("           →", escape_control(group.front()->advice), finding_margin);
    }
    std::vector<Checked> rules = checked(page.results, page.records);
    const std::size_t foreign = take_out_foreign(rules, page.results);
    write_rules(page, rules, Outcome::fine);
    write_rules(page, rules, Outcome::not_judged);
    if (foreign > 0) page.line("  " + ink(about_foreign(foreign), Ink::dim, page.options));
}

}  // namespace blackbody::terminal
