#include "blackbody/instruments/report/terminal.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "blackbody/instruments/report/dots.h"
#include "blackbody/instruments/report/profile.h"
#include "blackbody/instruments/report/terminal_page.h"
#include "blackbody/util/amount.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

using namespace terminal;

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
        facts.back() +=
            " (" + escape_control(card.dtype) + ", " + amount(static_cast<double>(card.parameter_bytes), "B") + ")";
    if (card.multiply_adds > 0)
        facts.push_back(amount(static_cast<double>(card.multiply_adds)) + " multiply-adds a sample");
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

/// A number of the whole: value, and of its first null what was compared, a sign where that lies outside every draw,
/// and the draws.
std::string whole_line(const Page& page, const Measurement& measurement, const Estimate& estimate) {
    constexpr int name_width = 30, value_width = 22, compared_width = 8;
    const QuantityInfo* info = page.records.quantity(measurement.observable, estimate.name);
    const std::string why = estimate.nulls.empty() ? why_no_error(estimate) : "";
    const std::string value = reading(estimate, info) + (why.empty() ? "" : " (no ±: " + why + ")");
    const std::string name = escape_control(full_name(measurement.observable, estimate.name)),
                      line = "  " + fit(name, name_width - 1, page.options) + " ";
    if (!why.empty()) return line + escape_control(value);
    if (estimate.nulls.empty()) return line + value;
    const Null& null = estimate.nulls.front();
    return line + fit(value, value_width - 1, page.options) + " " +
           fit(compared(estimate, null), compared_width, page.options) + (beyond(null) ? " * " : "   ") + reading(null);
}

void write_whole(const Page& page) {
    const std::vector<const Measurement*> whole = whole_network(page.results, page.records);
    if (whole.empty()) return;
    std::vector<std::string> controls;
    page.heading("The " + noun_of(page.results.system) + " as a whole");
    for (const Measurement* measurement : whole)
        for (const Estimate* estimate : headline(page.records, *measurement).first) {
            page.line(fit(whole_line(page, *measurement, *estimate), page.options.width, page.options));
            if (estimate->nulls.empty()) continue;
            const std::string control = escape_control(in_words(estimate->nulls.front().control));
            if (std::find(controls.begin(), controls.end(), control) == controls.end()) controls.push_back(control);
        }
    if (controls.empty()) return;
    const std::string text = "right: " + join(controls, ", ") + "; before it the value on the null's own samples, " +
                             "where it differs; * outside every draw";
    for (const std::string& line : wrap(text, std::max(page.options.width - 2, 20)))
        page.line("  " + ink(line, Ink::dim, page.options));
}

constexpr int value_width = 9, null_width = 11, min_spark = 12;

/// Of a profile's line; what is left beside the numbers and a sparkline.
int name_width(const Page& page) {
    return std::clamp(page.options.width - 2 * value_width - null_width - 3 - min_spark, 24, 38);
}

/// One line a series: its first value, its course, its last value, and at how many sites it lies beyond its null.
void write_series(const Page& page, const std::string& name, const ProfileSeries& series, int spark) {
    std::vector<double> values;
    for (const ProfilePoint* point : supported(series)) values.push_back(point->estimate->value);
    const int names = name_width(page);
    const std::string own_test = support(series), indent = "  " + fit("", names - 1, page.options) + " ";
    if (values.empty()) return page.line("  " + fit(name, names - 1, page.options) + " " + own_test);
    const BeyondNull null = beyond_null(series);
    page.line("  " + fit(name, names - 1, page.options) + " " +
              fit(short_number(values.front(), 3), value_width, page.options) + sparkline(values, spark, page.options) +
              " " + fit(short_number(values.back(), 3), value_width, page.options) +
              (null.compared ? std::to_string(null.beyond) + " of " + std::to_string(null.compared) : "-"));
    if (!own_test.empty()) page.line(indent + ink(own_test + "; the others are left out", Ink::dim, page.options));
}

/// What tells a series from the first: "nonlinearities after a sum" -> "after a sum".
std::string short_kind(const Profile& profile, std::size_t i) {
    const std::string &first = profile.series.front().kind, &kind = profile.series[i].kind;
    return kind.starts_with(first + " ") ? kind.substr(first.size() + 1) : kind;
}

/// "excitation.effective_share" in nonlinearities and in residual sums are two quantities: a line each.
void write_profile(const Page& page, const Profile& profile, int spark) {
    const std::string unit = profile.quantity->unit == "1" ? "" : " [" + profile.quantity->unit + "]";
    write_series(page, full_name(profile.observable->name, profile.quantity->name) + unit, profile.series.front(),
                 spark);
    for (std::size_t i = 1; i < profile.series.size(); ++i)
        write_series(page, "  " + short_kind(profile, i), profile.series[i], spark);
}

/// What the lines of a profile with several are.
void write_kinds(const Page& page, const std::vector<Profile>& all) {
    const auto split = std::find_if(all.begin(), all.end(), [](const Profile& p) { return p.series.size() > 1; });
    if (split == all.end()) return;
    std::vector<std::string> words;
    for (const ProfileSeries& series : split->series)
        words.push_back(series.kind + (series.reading.empty() ? "" : " (" + escape_control(series.reading) + ")"));
    const std::string text = "The " + std::to_string(words.size()) + " lines of a quantity: " + join(words, "; ") + ".";
    for (const std::string& line : wrap(text, std::max(page.options.width - 2, 20)))
        page.line("  " + ink(line, Ink::dim, page.options));
}

/// How many of all numbers lie outside their null, beside how many would by chance.
void write_chance(const Page& page) {
    const Dots dots = dots_of(page.results);
    if (dots.all == 0) return;
    const std::string text = "Beyond null: outside every draw, on either side. Of all " + with_commas(dots.all) +
                             " numbers with a null " + with_commas(dots.filled) + " are; chance alone makes about " +
                             with_commas(std::llround(dots.by_chance)) + ".";
    for (const std::string& line : wrap(text, std::max(page.options.width - 2, 20)))
        page.line("  " + ink(line, Ink::dim, page.options));
}

void write_profiles(const Page& page) {
    const std::vector<Profile> all = profiles(page.results, page.records);
    if (all.empty()) return;
    const int spark = std::clamp(page.options.width - name_width(page) - 2 * value_width - null_width - 3, 4, 32);
    page.heading("Through the depth");
    page.line(fit("", name_width(page) + 2, page.options) +
              ink(fit("first", value_width, page.options) + fit("", spark + 1, page.options) +
                      fit("last", value_width, page.options) + "beyond null",
                  Ink::dim, page.options));
    for (const Profile& profile : all) write_profile(page, profile, spark);
    write_kinds(page, all);
    write_chance(page);
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
    if (options.all) write_numbers(page);
}

}  // namespace blackbody
