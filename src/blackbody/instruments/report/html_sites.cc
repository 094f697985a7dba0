#include <algorithm>

#include "blackbody/instruments/report/dots.h"
#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

std::string shape_of(const std::vector<std::int64_t>& sizes) {
    std::vector<std::string> words;
    for (const std::int64_t size : sizes) words.push_back(std::to_string(size));
    return join(words, " × ");
}

/// Every control that any estimate of this measurement was compared with: the columns of its table.
std::vector<std::string> controls_of(const Measurement& measurement) {
    std::vector<std::string> names;
    for (const Estimate& estimate : measurement.estimates)
        for (const Null& null : estimate.nulls)
            if (std::find(names.begin(), names.end(), null.control) == names.end()) names.push_back(null.control);
    return names;
}

void write_null_cell(const Page& page, const Estimate& estimate, const std::string& control) {
    page.out << "<td>";
    for (const Null& null : estimate.nulls)
        if (null.control == control) page.out << reading(estimate, null);
}

void write_estimates(const Page& page, const Measurement& measurement, const std::vector<const Estimate*>& rows) {
    const std::vector<std::string> controls = controls_of(measurement);
    page.out << "<div class=\"scroll\"><table class=\"numbers\"><tr><th>quantity<th>value";
    for (const std::string& control : controls) page.out << "<th>" << in_words(control);
    page.out << "<th>n\n";
    for (const Estimate* estimate : rows) {
        const QuantityInfo* info = page.records.quantity(measurement.observable, estimate->name);
        page.out << "<tr><th>" << full_name(measurement.observable, estimate->name);
        if (info != nullptr) (page.out << " ").symbol(info->symbol);
        page.out << "<td>" << reading(*estimate, info);
        for (const std::string& control : controls) write_null_cell(page, *estimate, control);
        page.out << "<td>" << estimate->n << "\n";
    }
    page.out << "</table></div>\n";
}

/// What the instrument chose. Why numbers have no error bar stands once in the methods.
void write_notes(const Page& page, const Measurement& measurement) {
    if (measurement.notes.empty()) return;
    page.out << "<ul class=\"notes\">";
    for (const std::string& note : measurement.notes) page.out << "<li>" << note;
    page.out << "</ul>\n";
}

/// Numbers that are not drawn against depth, in one paragraph; the script makes it a table with their nulls. That a
/// number is exact is not said at each: the section's first line says what a number without ± is.
void write_rest(const Page& page, const Measurement& measurement, std::size_t index,
                const std::vector<const Estimate*>& rest) {
    page.out << "<p class=\"list\" data-m=\"" << index << "\">";
    for (const Estimate* estimate : rest)
        page.out << full_name(measurement.observable, estimate->name) << " "
                 << plain_reading(*estimate, page.records.quantity(measurement.observable, estimate->name)) << "; ";
    page.out << "</p>\n";
}

/// The numbers that are drawn against depth first, then the plots, then everything else.
void write_measurement(const Page& page, std::size_t index) {
    const Measurement& measurement = page.results.measurements[index];
    page.out << "<h4>" << in_words(measurement.observable);
    write_from(page, measurement.from);
    page.out << "</h4>\n";
    const auto [first, rest] = headline(page.records, measurement);
    if (!first.empty()) write_estimates(page, measurement, first);
    if (!measurement.curves.empty()) {
        page.out << "<div class=\"plots\">\n";
        for (std::size_t curve = 0; curve < measurement.curves.size(); ++curve) write_curve(page, index, curve);
        page.out << "</div>\n";
    }
    if (rest.empty() && measurement.notes.empty()) return;
    page.out << "<details class=\"rest\"><summary>"
             << (rest.empty() ? std::string("Notes") : "The other numbers, and notes") << "</summary>";
    if (!rest.empty()) write_rest(page, measurement, index, rest);
    write_notes(page, measurement);
    page.out << "</details>\n";
}

void write_facts(const Page& page, const SiteInfo& site) {
    page.out << "<p class=\"facts\">" << site.op << " · " << in_words(to_string(site.role)) << " · depth "
             << site.depth;
    if (!site.shape.empty()) page.out << " · state " << shape_of(site.shape);
    if (!site.weight.empty()) page.out << " · weight " << site.weight << " " << shape_of(site.weight_shape);
    page.out << "</p>\n";
    for (const Finding& finding : page.results.findings)
        if (finding.site == site.name) {
            const std::string word = to_string(finding.verdict);
            page.out << "<p class=\"here " << word << "\"><b>" << word << "</b> " << finding.sentence << "</p>\n";
        }
}

void write_site(const Page& page, const SiteInfo& site, int id) {
    page.out << "<section class=\"site\" id=\"s" << id << "\" aria-labelledby=\"h" << id << "\"><h3 id=\"h" << id
             << "\">" << site.name << "</h3>\n";
    write_facts(page, site);
    for (const std::size_t index : page.by_site.at(site.name)) write_measurement(page, index);
    page.out << "</section>\n";
}

bool has_warning(const Page& page, const std::string& site) {
    const auto& all = page.results.findings;
    return std::any_of(all.begin(), all.end(),
                       [&](const Finding& f) { return f.site == site && f.verdict == Verdict::warning; });
}

/// "/layer1/conv2/Conv", "/layer1/Relu_1": to say the operator again would only fill the line.
bool names_its_operator(const SiteInfo& site) {
    const std::string last = site.name.substr(site.name.rfind('/') + 1);
    return last.substr(0, last.rfind('_')) == site.op || last == site.op;
}

void write_list(const Page& page) {
    page.out
        << "<nav class=\"layers\" aria-label=\"Layers\"><div class=\"js-only\"><label for=\"search\">Find a layer, "
           "a number or a finding <kbd>/</kbd></label><input id=\"search\" type=\"search\" autocomplete=\"off\" "
           "spellcheck=\"false\"><ul id=\"hits\" aria-live=\"polite\" hidden></ul></div><ol>\n";
    for (const SiteInfo& site : page.results.sites) {
        const auto id = page.site_ids.find(site.name);
        if (id == page.site_ids.end()) continue;
        page.out << "<li><a href=\"#s" << id->second << "\">" << site.name;
        if (!names_its_operator(site)) page.out << " <small>" << site.op << "</small>";
        page.out << (has_warning(page, site.name) ? std::string(" ▲") : std::string()) << "</a>\n";
    }
    page.out << "</ol></nav>\n";
}

}  // namespace

void write_sites(const Page& page) {
    if (page.site_ids.empty()) return;
    page.out << "<section id=\"layers\" aria-labelledby=\"layers-h\"><h2 id=\"layers-h\">Layer by layer</h2>\n"
                "<p class=\"legend\">"
             << about_dots(page.results)
             << " A number without ± is exact, or the methods say why it has no error. <span class=\"js-only\">Keys: "
                "<kbd>/</kbd> finds, <kbd>←</kbd> <kbd>→</kbd> go through the depth.</span></p>\n"
                "<div class=\"sites\">\n";
    write_list(page);
    page.out << "<div class=\"pages\">\n";
    for (const SiteInfo& site : page.results.sites)
        if (const auto id = page.site_ids.find(site.name); id != page.site_ids.end())
            write_site(page, site, id->second);
    page.out << "</div></div></section>\n";
}

}  // namespace blackbody::html
