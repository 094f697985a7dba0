#include "blackbody/instruments/report/dots.h"
#include "blackbody/instruments/report/film.h"
#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

void write_tile(const Page& page, const std::string& observable, const Estimate& estimate) {
    const QuantityInfo* info = page.records.quantity(observable, estimate.name);
    page.out << "<div><dt>" << full_name(observable, estimate.name);
    if (info != nullptr) (page.out << " ").symbol(info->symbol);
    page.out << "</dt><dd class=\"big\">" << reading(estimate, info) << "</dd>";
    for (const Null& null : estimate.nulls)
        page.out << "<dd>" << in_words(null.control) << " " << reading(estimate, null) << "</dd>";
    if (const std::string why = why_no_error(estimate); !why.empty()) page.out << "<dd>no ±: " << why << "</dd>";
    if (info != nullptr) page.out << "<dd class=\"meaning\">" << info->meaning << "</dd>";
    page.out << "</div>\n";
}

}  // namespace

void write_numbers(const Page& page) {
    const std::vector<const Measurement*> whole = whole_network(page.results, page.records);
    if (whole.empty()) return;
    page.out << "<section id=\"numbers\" aria-labelledby=\"numbers-h\"><h2 id=\"numbers-h\">The "
             << noun_of(page.results.system) << " as a whole</h2>\n<dl class=\"tiles\">\n";
    for (const Measurement* measurement : whole)
        for (const Estimate* estimate : headline(page.records, *measurement).first)
            write_tile(page, measurement->observable, *estimate);
    page.out << "</dl>\n<p class=\"legend\">" << about_dots(page.results) << " All numbers and plots: ";
    for (const Measurement* measurement : whole) {
        if (is_of_course(*measurement, page.records)) {
            page.out << "<a href=\"#course\">" << in_words(measurement->observable) << "</a>. ";
            continue;
        }
        page.out << in_words(measurement->observable) << " at ";
        write_site_link(page, measurement->site);
        page.out << ". ";
    }
    page.out << "</p></section>\n";
}

}  // namespace blackbody::html
