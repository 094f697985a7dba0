#include <algorithm>
#include <set>

#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

/// Sites that lack the same thing for the same reason, together.
void write_skipped(const Page& page) {
    std::vector<std::pair<const Skip*, std::vector<std::string>>> reasons;
    for (const Skip& skip : page.results.skipped) {
        const auto hit = std::find_if(reasons.begin(), reasons.end(), [&](const auto& r) {
            return r.first->observable == skip.observable && r.first->reason == skip.reason;
        });
        if (hit == reasons.end()) reasons.push_back({&skip, {skip.site}});
        else hit->second.push_back(skip.site);
    }
    if (reasons.empty()) return;
    page.out << "<section id=\"skipped\" aria-labelledby=\"skipped-h\"><h2 id=\"skipped-h\">Not measured</h2>\n<ul>\n";
    for (const auto& [skip, sites] : reasons) {
        page.out << "<li><b>" << in_words(skip->observable) << "</b>: " << skip->reason;
        if (sites.size() > 1 || !sites.front().empty())
            page.out << "<details><summary>" << sites.size() << (sites.size() == 1 ? std::string(" site") : " sites")
                     << "</summary>" << join(sites, ", ") << "</details>";
        page.out << "\n";
    }
    page.out << "</ul></section>\n";
}

std::vector<const ObservableInfo*> used(const Page& page) {
    std::set<std::string> names;
    for (const Measurement& measurement : page.results.measurements) names.insert(measurement.observable);
    std::vector<const ObservableInfo*> infos;
    for (const ObservableInfo* info : page.records.observables)
        if (names.contains(info->name)) infos.push_back(info);
    return infos;
}

/// Reason -> quantities of this observable that have no error bar for it, at any site.
std::map<std::string, std::set<std::string>> without_error(const Page& page, const ObservableInfo& info) {
    std::map<std::string, std::set<std::string>> reasons;
    for (const Measurement& measurement : page.results.measurements)
        for (const Estimate& estimate : measurement.estimates)
            if (measurement.observable == info.name && estimate.error.kind() == Uncertainty::Kind::unavailable)
                reasons[estimate.error.reason()].insert(full_name(info.name, estimate.name));
    return reasons;
}

void write_method(const Page& page, const ObservableInfo& info) {
    page.out << "<article class=\"method\"><h3>" << in_words(info.name) << "</h3><p>" << info.summary
             << "</p><details><summary>Formulas, traps, reference</summary><dl>";
    auto row = [&](const std::string& name, const std::string& text) {
        if (!text.empty()) page.out << "<div><dt>" << name << "</dt><dd>" << text << "</dd></div>";
    };
    row("needs", info.needs);
    row("view", std::string(to_string(info.view)) + (info.theory.empty() ? "" : ", statement " + info.theory));
    row("trap", info.trap);
    row("cost", info.cost);
    row("reference", info.reference);
    for (const std::string& name : info.controls)
        if (const ControlInfo* control = page.records.control(name)) row("null: " + in_words(name), control->sentence);
    for (const auto& [reason, names] : without_error(page, info))
        row("no error bar", join({names.begin(), names.end()}, ", ") + ": " + reason);
    page.out << "</dl><div class=\"scroll\"><table><tr><th>quantity<th>formula<th>range<th>when it misleads\n";
    for (const QuantityInfo& quantity : info.quantities)
        (page.out << "<tr><th>" << full_name(info.name, quantity.name) << " ").symbol(quantity.symbol)
            << "<td class=\"formula\">" << quantity.formula << "<td>" << range_of(quantity) << "<td>" << quantity.trap
            << "\n";
    page.out << "</table></div></details></article>\n";
}

/// An instrument's words together: two of them may use one word for different things.
void write_glossary(const Page& page, const std::vector<const ObservableInfo*>& infos) {
    page.out << "<section id=\"glossary\" aria-labelledby=\"glossary-h\"><h2 id=\"glossary-h\">Glossary</h2>\n<dl "
                "class=\"glossary\">\n<div><dt>error bar</dt><dd>One standard error: sixteen blocks of samples, each "
                "left out once. A property of the given weights is exact.</dd></div>\n<div><dt>null</dt><dd>The same "
                "quantity where what it is about was destroyed on purpose: mean ± spread over the "
                "draws.</dd></div>\n</dl>\n";
    for (const ObservableInfo* info : infos) {
        page.out << "<h3>" << in_words(info->name) << "</h3>\n<dl class=\"glossary\">\n";
        for (const QuantityInfo& quantity : info->quantities)
            (page.out << "<div><dt>" << full_name(info->name, quantity.name) << " ").symbol(quantity.symbol)
                << "</dt><dd>" << quantity.meaning << "</dd></div>\n";
        page.out << "</dl>\n";
    }
    page.out << "</section>\n";
}

void write_reproduce(const Page& page) {
    const RunInfo& run = page.results.run;
    page.out
        << "<section id=\"reproduce\" aria-labelledby=\"reproduce-h\"><h2 id=\"reproduce-h\">Do it again</h2>\n<pre "
           "tabindex=\"0\">"
        << run.command << "</pre>\n<p>Blackbody " << run.version << ", seed " << run.seed << ", " << run.threads
        << (run.threads == 1 ? std::string(" thread on ") : " threads on ") << run.device << ", " << run.dtype
        << ". Model SHA-256 <code>" << page.results.system.sha256
        << "</code>. The same command with the same seed gives the same numbers.</p>\n<p><button id=\"download\" "
           "type=\"button\" class=\"js-only\">Download the numbers as JSON</button></p>\n<p>The page carries rounded "
           "numbers and thinned plots; the same "
           "run written as JSON has every digit and every point.</p>\n<p>This page was made "
           "without telemetry and asks no server for anything.</p></section>\n";
}

}  // namespace

void write_methods(const Page& page) {
    write_skipped(page);
    const std::vector<const ObservableInfo*> infos = used(page);
    page.out << "<section id=\"methods\" aria-labelledby=\"methods-h\"><h2 id=\"methods-h\">How it was measured</h2>\n";
    for (const ObservableInfo* info : infos) write_method(page, *info);
    page.out << "</section>\n";
    write_glossary(page, infos);
    write_reproduce(page);
}

}  // namespace blackbody::html
