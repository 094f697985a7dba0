#include <sstream>

#include "blackbody/cli/text/describe.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

void write_observable(std::ostream& page, const ObservableInfo& info) {
    page << "\n## " << info.name << "\n" << markdown_cell(info.summary) << "\n\n";
    page << "- View: " << to_string(info.view) << (info.theory.empty() ? "" : " (" + info.theory + ")")
         << ". Family: " << info.family << ".\n";
    page << "- Needs: " << markdown_cell(info.needs) << ". Cost: " << markdown_cell(info.cost) << ".\n";
    if (info.command != "open") page << "- Command: `blackbody " << info.command << "`.\n";
    page << "- Nulls: " << (info.controls.empty() ? "none" : markdown_cell(join(info.controls, ", "))) << ".\n";
    page << "- Reference: " << markdown_cell(info.reference) << "\n";
    if (!info.trap.empty()) page << "- Trap: " << markdown_cell(info.trap) << "\n";
    page << "\n| quantity | symbol | unit | range | meaning | formula | trap |\n|---|---|---|---|---|---|---|\n";
    for (const QuantityInfo& q : info.quantities)
        page << "| " << markdown_cell(q.name) << " | " << markdown_cell(q.symbol) << " | " << markdown_cell(q.unit)
             << " | " << range_of(q) << " | " << markdown_cell(q.meaning) << " | " << markdown_cell(q.formula) << " | "
             << markdown_cell(q.trap) << " |\n";
}

constexpr const char* generated = "Generated from the records of the code; do not edit.\n";

}  // namespace

std::string observables_page(const Records& records) {
    std::ostringstream page;
    page << "# Observables\n" << generated;
    for (const ObservableInfo* info : records.observables) write_observable(page, *info);
    page << "\n# Nulls\n";
    for (const ControlInfo* control : records.controls)
        page << "- " << markdown_cell(control->name) << ": " << markdown_cell(control->sentence) << "\n";
    return page.str();
}

std::string claims_page(const Records& records) {
    std::ostringstream page;
    page << "# Findings\n"
         << generated
         << "\n| finding | view | what is true if it is found | rule, fixed before the run | reference "
            "|\n|---|---|---|---|---|\n";
    for (const ClaimInfo* claim : records.claims)
        page << "| " << markdown_cell(claim->name) << " | " << to_string(claim->view) << " | "
             << markdown_cell(claim->sentence) << " | " << markdown_cell(claim->rule) << " | "
             << markdown_cell(claim->reference) << " |\n";
    return page.str();
}

}  // namespace blackbody
