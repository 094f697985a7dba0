#include <sstream>

#include "blackbody/cli/text/describe.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// A table cell: no bar may end it, nothing in it is markup.
std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("|*_<`\\").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

void write_observable(std::ostream& page, const ObservableInfo& info) {
    page << "\n## " << info.name << "\n" << cell(info.summary) << "\n\n";
    page << "- View: " << to_string(info.view) << (info.theory.empty() ? "" : " (" + info.theory + ")")
         << ". Family: " << info.family << ".\n";
    page << "- Needs: " << cell(info.needs) << ". Cost: " << cell(info.cost) << ".\n";
    if (info.command != "open") page << "- Command: `blackbody " << info.command << "`.\n";
    page << "- Nulls: " << (info.controls.empty() ? "none" : cell(join(info.controls, ", "))) << ".\n";
    page << "- Reference: " << cell(info.reference) << "\n";
    if (!info.trap.empty()) page << "- Trap: " << cell(info.trap) << "\n";
    page << "\n| quantity | symbol | unit | range | meaning | formula | trap |\n|---|---|---|---|---|---|---|\n";
    for (const QuantityInfo& q : info.quantities)
        page << "| " << cell(q.name) << " | " << cell(q.symbol) << " | " << cell(q.unit) << " | " << range_of(q)
             << " | " << cell(q.meaning) << " | " << cell(q.formula) << " | " << cell(q.trap) << " |\n";
}

constexpr const char* generated = "Generated from the records of the code; do not edit.\n";

}  // namespace

std::string observables_page(const Records& records) {
    std::ostringstream page;
    page << "# Observables\n" << generated;
    for (const ObservableInfo* info : records.observables) write_observable(page, *info);
    page << "\n# Nulls\n";
    for (const ControlInfo* control : records.controls)
        page << "- " << cell(control->name) << ": " << cell(control->sentence) << "\n";
    return page.str();
}

std::string claims_page(const Records& records) {
    std::ostringstream page;
    page << "# Findings\n"
         << generated
         << "\n| finding | view | what is true if it is found | rule, fixed before the run | reference "
            "|\n|---|---|---|---|---|\n";
    for (const ClaimInfo* claim : records.claims)
        page << "| " << cell(claim->name) << " | " << to_string(claim->view) << " | " << cell(claim->sentence) << " | "
             << cell(claim->rule) << " | " << cell(claim->reference) << " |\n";
    return page.str();
}

}  // namespace blackbody
