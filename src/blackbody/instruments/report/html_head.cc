#include "blackbody/instruments/report/html_page.h"
#include "blackbody/util/amount.h"

namespace blackbody::html {
namespace {

void row(Stream& out, const std::string& name, const std::string& value) {
    if (!value.empty()) out << "<div><dt>" << name << "</dt><dd>" << value << "</dd></div>\n";
}

std::string bytes_of(std::int64_t bytes) { return bytes > 0 ? amount(static_cast<double>(bytes), "B") : ""; }

std::string lede(const Page& page) {
    const Results& results = page.results;
    const Card& card = results.system;
    std::vector<std::string> facts = {card.format, with_commas(card.parameters) + " parameters"};
    if (card.multiply_adds > 0)
        facts.push_back(amount(static_cast<double>(card.multiply_adds)) + " multiply-adds a sample");
    facts.push_back(results.data.file.empty()
                        ? "weights only"
                        : (page.by_site.empty() && !page.course.empty() ? "learned from " : "measured on ") +
                              with_commas(results.data.samples_used) + " samples");
    return join(facts, " · ");
}

/// How many of the page's numbers are read against a null, as it is.
std::string of_errors_and_nulls(const Results& results) {
    std::size_t all = 0, compared = 0;
    for (const Measurement& measurement : results.measurements)
        for (const Estimate& estimate : measurement.estimates) ++all, compared += !estimate.nulls.empty();
    const std::string null = "a null: the same measurement after what it is about was destroyed on purpose.";
    const std::string errors = "number carries its error bar or says why it has none";
    if (compared == 0) return "Every " + errors + "; none was read against a null.";
    if (compared == all) return "Every " + errors + ", and is read against " + null;
    return "Every " + errors + "; " + with_commas(static_cast<std::int64_t>(compared)) + " of " +
           with_commas(static_cast<std::int64_t>(all)) + " are read against " + null;
}

void write_model(Stream& out, const Card& card) {
    std::vector<std::string> operators;
    for (const auto& [name, count] : card.operators) operators.push_back(std::to_string(count) + " " + name);
    out << "<section aria-labelledby=\"model-h\"><h2 id=\"model-h\">Model</h2>\n<dl>\n";
    row(out, "file", card.file);
    row(out, "size", bytes_of(card.file_bytes));
    row(out, "weights", card.dtype.empty() ? "" : card.dtype + ", " + bytes_of(card.parameter_bytes));
    row(out, "producer", card.producer);
    row(out, "nodes", card.nodes > 0 ? with_commas(card.nodes) : "");
    row(out, "operators", join(operators, ", "));
    row(out, "inputs", join(card.inputs, "; "));
    row(out, "outputs", join(card.outputs, "; "));
    row(out, "SHA-256", card.sha256);
    row(out, "note", join(card.notes, "; "));
    out << "</dl></section>\n";
}

void write_data(Stream& out, const DataCard& data) {
    out << "<section aria-labelledby=\"data-h\"><h2 id=\"data-h\">Data</h2>\n";
    if (data.file.empty()) {
        out << "<p>None: only the weights were measured.</p></section>\n";
        return;
    }
    out << "<dl>\n";
    row(out, "from", data.file);
    row(out, "format", data.format);
    row(out, "split", data.split);
    row(out, "samples", with_commas(data.samples_used) + " used of " + with_commas(data.samples_given));
    row(out, "one sample", data.shape);
    row(out, "classes",
        !data.labelled         ? "no labels"
        : data.classes.empty() ? "labelled, without names"
                               : join(data.classes, ", "));
    row(out, "preprocessing", data.preprocessing);
    row(out, "note", join(data.notes, "; "));
    out << "</dl></section>\n";
}

}  // namespace

void write_head(const Page& page) {
    page.out << "<header class=\"mast\"><div class=\"wrap\">\n"
                "<p class=\"brand\"><svg viewBox=\"0 0 48 24\" aria-hidden=\"true\"><path d=\"M1 22C7 22 8 2 15 2S27 "
                "20 47 21\"/></svg>Blackbody</p>\n<button id=\"theme\" type=\"button\" hidden>Dark</button>\n<h1>"
             << page.results.system.title << "</h1>\n<p class=\"lede\">" << lede(page) << "</p>\n<p class=\"what\">"
             << kind_in_words(page.results.system) << " measured as a physical system. "
             << of_errors_and_nulls(page.results)
             << "</p>\n<details class=\"card\"><summary>Model and data in full</summary><div class=\"cards\">\n";
    write_model(page.out, page.results.system);
    write_data(page.out, page.results.data);
    page.out << "</div></details>\n</div></header>\n";
}

}  // namespace blackbody::html
