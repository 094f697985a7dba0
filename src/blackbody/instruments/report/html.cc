#include "blackbody/instruments/report/html.h"

#include <algorithm>
#include <sstream>

#include "blackbody/instruments/report/assets.h"
#include "blackbody/instruments/report/deflate.h"
#include "blackbody/instruments/report/html_page.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace html {

Page::Page(Stream& out, const Results& results, const Records& records)
    : out(out), results(results), records(records), profiles(blackbody::profiles(results, records)) {
    for (std::size_t i = 0; i < results.measurements.size(); ++i) by_site[results.measurements[i].site].push_back(i);
    for (const SiteInfo& site : results.sites)
        if (by_site.contains(site.name)) site_ids.emplace(site.name, static_cast<int>(site_ids.size()));
}

void write_site_link(const Page& page, const std::string& site) {
    const auto id = page.site_ids.find(site);
    if (id == page.site_ids.end()) page.out << site;
    else page.out << "<a href=\"#s" << id->second << "\">" << site << "</a>";
}

namespace {

void write_document_head(Stream& out, const Results& results) {
    out << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
           "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
           "'unsafe-inline'; script-src ";
    out.verbatim(assets::script_hashes)
        << "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" "
           "content=\"Blackbody "
        << results.run.version << "\">\n<title>" << results.system.title << " · Blackbody</title>\n<style>";
    out.verbatim(assets::report_css) << "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">Skip to what "
                                        "was found</a>\n";
}

void write_navigation(const Page& page) {
    page.out << "<nav class=\"top\" aria-label=\"Sections\"><div class=\"wrap\"><a href=\"#findings\">Findings</a>";
    if (!whole_network(page.results).empty()) page.out << "<a href=\"#numbers\">Numbers</a>";
    if (!page.profiles.empty()) page.out << "<a href=\"#depth\">Depth</a>";
    if (!page.site_ids.empty()) page.out << "<a href=\"#layers\">Layers</a>";
    page.out << "<a href=\"#methods\">Methods</a><a href=\"#glossary\">Glossary</a><a "
                "href=\"#reproduce\">Reproduce</a></div></nav>\n";
}

/// What the scripts read: the JSON of --json itself, and the packed script.
void write_payload(const Page& page) {
    std::ostringstream json;
    write_json(json, page.results, page.records);
    page.out << "<script type=\"text/plain\" id=\"data\">";
    page.out.verbatim(deflated_base64(json.str())) << "</script>\n<script type=\"text/plain\" id=\"code\">";
    page.out.verbatim(deflated_base64(assets::report_js)) << "</script>\n<script>";
    page.out.verbatim(assets::loader_js) << "</script>\n";
}

}  // namespace
}  // namespace html

void write_html(std::ostream& out, const Results& results, const Records& records) {
    html::Stream stream(out);
    const html::Page page(stream, results, records);
    html::write_document_head(stream, results);
    html::write_head(page);
    html::write_navigation(page);
    stream
        << "<main class=\"wrap\">\n<noscript><p class=\"legend\">Plots need JavaScript; every number behind them is in "
           "the tables.</p></noscript>\n";
    html::write_findings(page);
    html::write_numbers(page);
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
