#include "blackbody/instruments/report/evidence.h"

#include <algorithm>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

bool same_quantity(const Evidence& a, const Evidence& b) {
    return a.observable == b.observable && a.quantity == b.quantity;
}

std::size_t column_of(EvidenceTable& table, const Evidence& evidence) {
    const auto hit = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const Evidence* known) { return same_quantity(*known, evidence); });
    const auto column = static_cast<std::size_t>(hit - table.columns.begin());
    if (column == table.columns.size()) table.columns.push_back(&evidence);
    return column;
}

EvidenceRow& row_of(EvidenceTable& table, const Evidence& evidence) {
    const auto hit = std::find_if(table.rows.begin(), table.rows.end(), [&](const EvidenceRow& row) {
        return row.site == evidence.site && row.from == evidence.from;
    });
    return hit == table.rows.end() ? table.rows.emplace_back(EvidenceRow{evidence.site, evidence.from, {}}) : *hit;
}

}  // namespace

EvidenceTable evidence_table(const FindingGroup& group) {
    EvidenceTable table;
    for (const Finding* finding : group)
        for (const Evidence& evidence : finding->evidence) {
            if (evidence.observable == remedy_tried) continue;  // the advice tells it
            const std::size_t column = column_of(table, evidence);
            std::vector<const Evidence*>& cells = row_of(table, evidence).cells;
            if (cells.size() <= column) cells.resize(column + 1);
            cells[column] = &evidence;
        }
    for (EvidenceRow& row : table.rows) row.cells.resize(table.columns.size());
    return table;
}

const Estimate* estimate_of(const Results& results, const Evidence& evidence) {
    const Measurement* measurement =
        find_measurement(results.measurements, evidence.observable, evidence.site, evidence.from);
    return measurement == nullptr ? nullptr : find_estimate(*measurement, evidence.quantity);
}

const Null* null_of(const Results& results, const Evidence& evidence) {
    const Estimate* estimate = estimate_of(results, evidence);
    if (estimate == nullptr) return nullptr;
    for (const Null& null : estimate->nulls)
        if (std::find(evidence.against.begin(), evidence.against.end(), null.control) != evidence.against.end())
            return &null;
    return nullptr;
}

std::string cell_of(const Results& results, const Evidence& evidence) {
    const Estimate* estimate = estimate_of(results, evidence);
    return estimate == nullptr ? evidence.first_words() : reading(*estimate);
}

std::string missing_errors(const Results& results, const EvidenceTable& table, std::size_t columns) {
    std::vector<std::string> reasons;
    for (std::size_t column = 0; column < std::min(columns, table.columns.size()); ++column)
        for (const EvidenceRow& row : table.rows) {
            const Estimate* estimate = row.cells[column] ? estimate_of(results, *row.cells[column]) : nullptr;
            if (estimate == nullptr || why_no_error(*estimate).empty()) continue;
            const Evidence& evidence = *row.cells[column];
            const std::string reason =
                full_name(evidence.observable, evidence.quantity) + ": " + why_no_error(*estimate);
            if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
        }
    return join(reasons, "; ");
}

}  // namespace blackbody
