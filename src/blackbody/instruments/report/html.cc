#include "blackbody/instruments/report/html.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "blackbody/instruments/report/assets.h"
#include "blackbody/instruments/report/checked.h"
#include "blackbody/instruments/report/deflate.h"
#include "blackbody/instruments/report/economy.h"
#include "blackbody/instruments/report/film.h"
#include "blackbody/instruments/report/html_page.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace html {

namespace {

/// Cells of all tables behind plots with at most so many rows each.
std::size_t cells(const Results& results, std::size_t most) {
    std::size_t sum = 0;
    for (const Measurement& measurement : results.measurements)
        for (const Curve& curve : measurement.curves) {
            const bool map = curve.kind == Curve::Kind::map, sheet = curve.kind == Curve::Kind::sheet;
            const std::size_t columns = map     ? std::min(curve.x.values.size(), most)
                                        : sheet ? curve.x.values.size() * curve.y.values.size()
                                                : curve.series.size() + 1;
            sum += std::min(table_rows(curve), most) * columns;
        }
    return sum;
}

/// As many rows as keep the tables of a deep network below about 80 kB; the JSON in the page has every point.
std::size_t rows_that_fit(const Results& results) {
    constexpr std::size_t most_cells = 8'000;
    for (const std::size_t rows : {64, 48, 32, 24, 16, 12, 8})
        if (cells(results, rows) <= most_cells) return rows;
    return 4;
}

/// As many points a curve as keep the plots of a deep network below about 120 kB.
std::size_t points_that_fit(const Results& results) {
    constexpr std::size_t most_points = 24'000;
    for (const std::size_t points : {256, 128, 96, 64, 48, 32}) {
        std::size_t sum = 0;
        for (const Measurement& measurement : results.measurements)
            for (const Curve& curve : measurement.curves)
                if (curve.kind != Curve::Kind::map)
                    sum += std::min(table_rows(curve), points) * (curve.series.size() + 1);
        if (sum <= most_points) return points;
    }
    return 20;
}

}  // namespace

Page::Page(Stream& out, const Results& results, const Records& records)
    : out(out),
      results(results),
      records(records),
      profiles(blackbody::profiles(results, records)),
      most_rows(rows_that_fit(results)),
      most_points(points_that_fit(results)) {
    for (std::size_t i = 0; i < results.measurements.size(); ++i)
        (is_of_course(results.measurements[i], records) ? course : by_site[results.measurements[i].site]).push_back(i);
    for (const SiteInfo& site : results.sites)
        if (by_site.contains(site.name)) site_ids.emplace(site.name, static_cast<int>(site_ids.size()));
}

void write_site_link(const Page& page, const std::string& site) {
    const auto id = page.site_ids.find(site);
    if (id == page.site_ids.end()) page.out << site;
    else page.out << "<a href=\"#s" << id->second << "\">" << site << "</a>";
}

void write_from(const Page& page, const std::string& from) {
    if (from.empty()) return;
    page.out << " from ";
    write_site_link(page, from);
}

namespace {

/// What `train` and `convert` measure no rule judges.
bool has_findings(const Page& page) {
    return !page.results.findings.empty() || !checked(page.results, page.records).empty();
}

void write_document_head(const Page& page) {
    Stream& out = page.out;
    const Results& results = page.results;
    out << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
           "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
           "'unsafe-inline'; script-src ";
    out.verbatim(assets::script_hashes)
        << "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" "
           "content=\"Blackbody "
        << results.run.version << "\">\n<title>" << results.system.title << " · Blackbody</title>\n<style>";
    out.verbatim(assets::report_css) << "</style>\n</head>\n<body>\n";
    if (has_findings(page)) out << "<a class=\"skip\" href=\"#findings\">Skip to what was found</a>\n";
    else if (!page.course.empty()) out << "<a class=\"skip\" href=\"#course\">Skip to the learning</a>\n";
    else if (page.site_ids.empty()) out << "<a class=\"skip\" href=\"#methods\">Skip to the methods</a>\n";
    else out << "<a class=\"skip\" href=\"#layers\">Skip to the layers</a>\n";
}

void write_navigation(const Page& page) {
    page.out << "<nav class=\"top\" aria-label=\"Sections\"><div class=\"wrap\">";
    if (has_findings(page)) page.out << "<a href=\"#findings\">Findings</a>";
    if (!whole_network(page.results, page.records).empty()) page.out << "<a href=\"#numbers\">Numbers</a>";
    if (!page.course.empty()) page.out << "<a href=\"#course\">Learning</a>";
    if (!page.profiles.empty()) page.out << "<a href=\"#depth\">Depth</a>";
    if (!page.site_ids.empty()) page.out << "<a href=\"#layers\">Layers</a>";
    page.out << "<a href=\"#methods\">Methods</a><a href=\"#glossary\">Glossary</a><a "
                "href=\"#reproduce\">Reproduce</a></div></nav>\n";
}

/// The same JSON without white space: a fifth less after packing.
std::string compact(const std::string& json) { return nlohmann::ordered_json::parse(json).dump(); }

/// What the scripts read: the results as JSON with fewer digits, and the packed script.
void write_payload(const Page& page) {
    std::ostringstream json;
    if (!page.site_ids.empty()) write_typed_words(page);
    write_json(json, economical(page.results, page.most_points), page.records);
    page.out << "<script type=\"text/plain\" id=\"data\">";
    page.out.verbatim(deflated_base85(compact(json.str()))) << "</script>\n<script type=\"text/plain\" id=\"code\">";
    page.out.verbatim(deflated_base85(assets::report_js)) << "</script>\n<script>";
    page.out.verbatim(assets::loader_js) << "</script>\n";
}

}  // namespace
}  // namespace html

void write_html(std::ostream& out, const Results& all, const Records& records) {
    html::Stream stream(out);
    const Results results = with_headlines(all, records);
    const html::Page page(stream, results, records);
    html::write_document_head(page);
    html::write_head(page);
    html::write_navigation(page);
    stream
        << "<main class=\"wrap\">\n<noscript><p class=\"legend\">Plots need JavaScript; every number behind them is in "
           "the tables.</p></noscript>\n";
    if (html::has_findings(page)) html::write_findings(page);
    html::write_numbers(page);
    html::write_course(page);
    html::write_depth(page);
    html::write_sites(page);
    html::write_methods(page);
    stream << "</main>\n";
    html::write_payload(page);
    stream << "</body>\n</html>\n";
}

void write_html(const std::string& path, const Results& results, const Records& records) {
    write_file(path, [&](std::ostream& out) { write_html(out, results, records); });
}

}  // namespace blackbody
