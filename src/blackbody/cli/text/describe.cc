#include "blackbody/cli/text/describe.h"

#include <algorithm>
#include <sstream>

#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/instruments/report/typed_words.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr int width = 80;

/// `label` in a margin, `text` wrapped beside it, or below a label that fills the margin; nothing where there is no
/// text.
void item(std::ostream& out, const std::string& label, const std::string& text, int margin) {
    if (text.empty()) return;
    const int room = margin - terminal::columns(label);
    if (room < 1) out << label << "\n";
    std::string lead = room < 1 ? std::string(margin, ' ') : label + std::string(room, ' ');
    for (const std::string& line : terminal::wrap(text, width - margin)) {
        out << lead << line << "\n";
        lead.assign(margin, ' ');
    }
}

/// The name and what it is about, over as many lines as it needs.
void title(std::ostream& out, const std::string& name, const std::string& about) {
    for (const std::string& line : terminal::wrap(join({name, about}, ": "), width)) out << line << "\n";
}

std::string listed(const std::vector<std::string>& names) { return names.empty() ? "none" : join(names, ", "); }

void print_quantity(std::ostream& out, const ObservableInfo& info, const QuantityInfo& quantity) {
    out << info.name << "." << quantity.name << "   " << quantity.symbol << "\n";
    item(out, "  meaning", quantity.meaning, 12);
    item(out, "  formula", quantity.formula, 12);
    item(out, "  unit", quantity.unit, 12);
    item(out, "  range", range_of(quantity), 12);
    item(out, "  trap", quantity.trap, 12);
}

void print_observable(std::ostream& out, const ObservableInfo& info) {
    title(out, info.name, info.summary);
    item(out, "  family", info.family, 12);
    item(out, "  view", std::string(to_string(info.view)) + (info.theory.empty() ? "" : ", " + info.theory), 12);
    item(out, "  needs", info.needs, 12);
    if (info.command != "open") item(out, "  command", "blackbody " + info.command, 12);
    item(out, "  nulls", listed(info.controls), 12);
    item(out, "  reference", info.reference, 12);
    item(out, "  trap", info.trap, 12);
    item(out, "  cost", info.cost, 12);
    for (const QuantityInfo& quantity : info.quantities) {
        out << "\n";
        print_quantity(out, info, quantity);
    }
}

/// "bulk.top_score against permuted_kernels".
std::string reads_of(const ClaimInfo& claim) {
    std::vector<std::string> all;
    for (const ClaimReads& reads : claim.reads)
        all.push_back(reads.observable + "." + reads.quantity +
                      (reads.control.empty() ? "" : " against " + reads.control));
    return join(all, ", or ");
}

void print_claim(std::ostream& out, const ClaimInfo& claim) {
    title(out, claim.name, claim.sentence);
    item(out, "  view", to_string(claim.view), 12);
    item(out, "  rule", claim.rule, 12);
    item(out, "  reads", reads_of(claim), 12);
    item(out, "  reference", claim.reference, 12);
}

/// Every record of that name, with a blank line between two.
int explain_all(std::ostream& out, const std::string& name, const Records& records) {
    int found = 0;
    auto next = [&] { return found++ ? "\n" : ""; };
    for (const ObservableInfo* info : records.observables) {
        if (info->name == name) out << next(), print_observable(out, *info);
        for (const QuantityInfo& quantity : info->quantities)
            if (quantity.name == name || info->name + "." + quantity.name == name)
                out << next(), print_quantity(out, *info, quantity);
    }
    if (const ClaimInfo* claim = records.claim(name)) out << next(), print_claim(out, *claim);
    if (const ControlInfo* control = records.control(name)) {
        out << next() << control->name << ": a null\n";
        item(out, "", control->sentence, 2);
    }
    return found;
}

/// What a word that is no name of ours stands for; false where it stands for nothing here.
bool explain_typed(std::ostream& out, const std::string& words, const Records& records) {
    std::ostringstream all;
    int found = 0;
    for (const std::string& name : names_for_typed(words)) {
        std::ostringstream one;
        if (explain_all(one, name, records)) all << (found++ ? "\n" : "") << one.str();
    }
    if (!found) return false;
    const std::string lead = "'" + words + "' is measured here as " + join(names_for_typed(words), ", ") + ":";
    for (const std::string& line : terminal::wrap(lead, width)) out << line << "\n";
    out << "\n" << all.str();
    return true;
}

}  // namespace

void print_list(std::ostream& out, const Records& records) {
    out << "Instruments (blackbody measure NAME MODEL)\n";
    for (const ObservableInfo* info : records.observables)
        if (info->command == "open") item(out, "  " + info->name, info->summary, 26);
    for (const ObservableInfo* info : records.observables)
        if (info->command != "open") item(out, "  " + info->name, info->summary + " (" + info->command + ")", 26);
    out << "\nFindings (decided after every run of blackbody open)\n";
    for (const ClaimInfo* claim : records.claims) item(out, "  " + claim->name, claim->sentence, 26);
    out << "\nNulls (what numbers are read against)\n";
    for (const ControlInfo* control : records.controls) item(out, "  " + control->name, control->sentence, 26);
    out << "\nblackbody explain NAME says what a number means, its formula and trap.\n";
}

std::vector<std::string> explainable_names(const Records& records) {
    std::vector<std::string> names;
    for (const ObservableInfo* info : records.observables) {
        names.push_back(info->name);
        for (const QuantityInfo& quantity : info->quantities) names.push_back(quantity.name);
        for (const QuantityInfo& quantity : info->quantities) names.push_back(info->name + "." + quantity.name);
    }
    for (const ClaimInfo* claim : records.claims) names.push_back(claim->name);
    for (const ControlInfo* control : records.controls) names.push_back(control->name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

void print_explain(std::ostream& out, const std::string& name, const Records& records) {
    if (explain_all(out, name, records)) return;
    if (explain_typed(out, name, records)) return;
    const std::string near = nearest(name, explainable_names(records));
    throw Error(ErrorKind::usage,
                {.file = "",
                 .place = "explain '" + name + "'",
                 .expected = "an instrument, a quantity, a finding or a null",
                 .found = "no such name",
                 .advice = near.empty() ? "`blackbody list` names them all" : "did you mean '" + near + "'?"});
}

}  // namespace blackbody
