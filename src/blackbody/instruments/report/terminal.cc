#include "blackbody/instruments/report/terminal.h"

#include <algorithm>
#include <map>

#include "blackbody/instruments/report/groups.h"
#include "blackbody/instruments/report/profile.h"
#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

using namespace terminal;

struct Page {
    std::ostream& out;
    const Results& results;
    const Records& records;
    TerminalOptions options;

    void line(const std::string& text) const {
        std::string shown = plain(text, options);
        shown.erase(shown.find_last_not_of(' ') + 1);
        out << shown << "\n";
    }
    void heading(const std::string& text) const { out << "\n" << ink(text, Ink::bold, options) << "\n"; }
    /// `label` in a margin of `margin` columns, `text` wrapped beside it.
    void item(const std::string& label, const std::string& text, int margin) const {
        std::string lead = fit(label, margin, options);
        for (const std::string& part : wrap(text, std::max(options.width - margin, 20))) {
            line(lead + part);
            lead.assign(margin, ' ');
        }
    }
};

std::string bytes(std::int64_t n) {
    if (n >= 1'000'000) return short_number(n / 1e6, 3) + " MB";
    return n >= 1000 ? short_number(n / 1e3, 3) + " kB" : std::to_string(n) + " B";
}

/// "56 Conv, 55 Relu, 27 Add and 3 more kinds": the commonest first.
std::string census(const std::map<std::string, std::int64_t>& operators) {
    std::vector<std::pair<std::string, std::int64_t>> by_count(operators.begin(), operators.end());
    std::stable_sort(by_count.begin(), by_count.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> words;
    for (std::size_t i = 0; i < std::min<std::size_t>(by_count.size(), 4); ++i)
        words.push_back(std::to_string(by_count[i].second) + " " + escape_control(by_count[i].first));
    const std::string rest = by_count.size() > 4 ? " and " + std::to_string(by_count.size() - 4) + " more kinds" : "";
    return join(words, ", ") + rest;
}

void write_card(const Page& page) {
    const Card& card = page.results.system;
    std::vector<std::string> facts = {escape_control(card.format), with_commas(card.parameters) + " parameters"};
    if (!card.dtype.empty())
        facts.back() += " (" + escape_control(card.dtype) + ", " + bytes(card.parameter_bytes) + ")";
    if (card.multiply_adds > 0)
        facts.push_back(short_number(card.multiply_adds / 1e6, 3) + " M multiply-adds a sample");
    const std::string title = escape_control(card.title);
    page.line(ink(fit(title, std::min(columns(title), page.options.width), page.options), Ink::bold, page.options));
    page.item("  model", join(facts, " · "), 9);
    if (!card.operators.empty()) page.item("", census(card.operators), 9);

    const DataCard& data = page.results.data;
    if (data.file.empty()) page.item("  data", "none: only the weights were measured", 9);
    else {
        std::string text = escape_control(data.file) +
                           (data.split.empty() ? "" : ", split " + escape_control(data.split)) + " · " +
                           with_commas(data.samples_used) + " of " + with_commas(data.samples_given) + " samples";
        text += !data.labelled         ? " · no labels"
                : data.classes.empty() ? " · labelled"
                                       : " · " + std::to_string(data.classes.size()) + " classes";
        if (!data.preprocessing.empty()) text += " · " + escape_control(data.preprocessing);
        page.item("  data", text, 9);
    }
    for (const auto* notes : {&card.notes, &data.notes})
        for (const std::string& note : *notes) page.item("  note", escape_control(note), 9);
}

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

void write_finding(const Page& page, const Finding& finding) {
    const std::string where = finding.site.empty() ? "" : escape_control(finding.site) + ": ";
    write_sentence(page, finding.verdict, where + escape_control(finding.sentence));

    // The first number with its nulls, two more without; the page and JSON have the rest.
    for (std::size_t i = 0; i < std::min<std::size_t>(finding.evidence.size(), 3); ++i) {
        const std::string whole = escape_control(finding.evidence[i].reading);
        const std::string shown = i == 0 ? whole : whole.substr(0, whole.find(';'));
        page.item("", in_words(finding.evidence[i].quantity) + " " + shown, finding_margin);
    }
}

/// What one rule found at many places: its sentence, and the first places by name.
void write_places(const Page& page, const FindingGroup& group) {
    const Finding& first = *group.front();
    const ClaimInfo* claim = page.records.claim(first.claim);
    write_sentence(page, first.verdict, claim == nullptr ? escape_control(first.sentence) : claim->sentence);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min<std::size_t>(group.size(), 4); ++i)
        names.push_back(escape_control(group[i]->site));
    const std::string more = group.size() > 4 ? " and " + std::to_string(group.size() - 4) + " more" : "";
    page.item("", "at " + std::to_string(group.size()) + " places: " + join(names, ", ") + more, finding_margin);
}

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
}

/// One line a number: value, and the mean of its first null with a sign where the value lies outside its draws.
void write_whole(const Page& page) {
    const std::vector<const Measurement*> whole = whole_network(page.results);
    if (whole.empty()) return;
    constexpr int name_width = 24, value_width = 30;
    std::string null_name;
    page.heading("The network as a whole");
    for (const Measurement* measurement : whole)
        for (const Estimate* estimate : headline(page.records, *measurement).first) {
            const QuantityInfo* info = page.records.quantity(measurement->observable, estimate->name);
            std::string line = "  " + fit(in_words(estimate->name), name_width - 1, page.options) + " " +
                               fit(reading(*estimate, info), value_width, page.options);
            if (!estimate->nulls.empty()) {
                const Null& null = estimate->nulls.front();
                if (null_name.empty()) null_name = in_words(null.control);
                line += std::string(beyond(null) ? " * " : "   ") + reading(null);
            }
            page.line(fit(line, page.options.width, page.options));
        }
    if (!null_name.empty())
        page.line(ink("  right: " + null_name + "; * the value is beyond every draw", Ink::dim, page.options));
}

void write_profiles(const Page& page) {
    const std::vector<Profile> all = profiles(page.results, page.records);
    if (all.empty()) return;
    constexpr int name_width = 24, value_width = 9, null_width = 11;
    const int spark = std::clamp(page.options.width - name_width - 2 * value_width - null_width - 3, 4, 32);
    page.heading("Through the depth");
    page.line(fit("", name_width + 2, page.options) +
              ink(fit("first", value_width, page.options) + fit("", spark + 1, page.options) +
                      fit("last", value_width, page.options) + "beyond null",
                  Ink::dim, page.options));
    for (const Profile& profile : all) {
        std::vector<double> values;
        for (const ProfilePoint& point : profile.points) values.push_back(point.estimate->value);
        const BeyondNull null = beyond_null(profile);
        const std::string unit = profile.quantity->unit == "1" ? "" : " [" + profile.quantity->unit + "]";
        page.line("  " + fit(in_words(profile.quantity->name) + unit, name_width - 1, page.options) + " " +
                  fit(short_number(values.front(), 3), value_width, page.options) +
                  sparkline(values, spark, page.options) + " " +
                  fit(short_number(values.back(), 3), value_width, page.options) +
                  (null.compared ? std::to_string(null.beyond) + " of " + std::to_string(null.compared) : "-"));
    }
}

void write_skipped(const Page& page) {
    // One line a reason: a network can lack the same thing at a hundred sites.
    std::vector<std::pair<std::string, int>> reasons;
    for (const Skip& skip : page.results.skipped) {
        const std::string text = in_words(skip.observable) + ": " + skip.reason;
        const auto hit = std::find_if(reasons.begin(), reasons.end(), [&](const auto& r) { return r.first == text; });
        if (hit == reasons.end()) reasons.emplace_back(text, 1);
        else ++hit->second;
    }
    if (reasons.empty()) return;
    page.heading("Not measured");
    for (const auto& [text, count] : reasons)
        page.item("  ", escape_control(text) + (count > 1 ? " (" + std::to_string(count) + " sites)" : ""), 2);
}

}  // namespace

void write_terminal(std::ostream& out, const Results& results, const TerminalOptions& options, const Records& records) {
    const Page page{out, results, records, options};
    write_card(page);
    write_findings(page);
    write_whole(page);
    write_profiles(page);
    write_skipped(page);
}

}  // namespace blackbody
