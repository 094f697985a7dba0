#include <algorithm>

#include "blackbody/instruments/report/dots.h"
#include "blackbody/instruments/report/terminal_page.h"
#include "blackbody/util/text.h"

namespace blackbody::terminal {
namespace {

void write_measurement(const Page& page, const Measurement& measurement) {
    const std::string name = "  " + escape_control(with_from(in_words(measurement.observable), measurement.from));
    page.line(ink(fit(name, std::min(columns(name), page.options.width), page.options), Ink::bold, page.options));
    for (const Estimate& estimate : measurement.estimates) {
        const QuantityInfo* info = page.records.quantity(measurement.observable, estimate.name);
        std::string text = reading(estimate, info);
        if (const std::string why = why_no_error(estimate); !why.empty()) text += " (no ±: " + why + ")";
        for (const Null& null : estimate.nulls) text += "; " + in_words(null.control) + " " + reading(estimate, null);
        page.item("    " + escape_control(full_name(measurement.observable, estimate.name)), escape_control(text), 38);
    }
    for (const std::string& note : measurement.notes) page.item("    note", escape_control(note), 38);
}

}  // namespace

void write_numbers(const Page& page) {
    std::string site;
    for (const Measurement& measurement : page.results.measurements) {
        if (measurement.site != site) {
            site = measurement.site;
            const std::string name = escape_control(site);
            page.heading(fit(name, std::min(columns(name), page.options.width), page.options));
        }
        write_measurement(page, measurement);
    }
}

}  // namespace blackbody::terminal
