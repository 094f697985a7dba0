#pragma once
/// The numbers behind findings as a table: a row a site, in the order in which the rule put them (the worst first).
#include <string>
#include <vector>

#include "blackbody/instruments/report/groups.h"
#include "blackbody/instruments/report/records.h"

namespace blackbody {

struct EvidenceRow {
    std::string site, from;              ///< `from`: of two sites at once the earlier one
    std::vector<const Evidence*> cells;  ///< one a column, null where the rule read nothing there
};

struct EvidenceTable {
    std::vector<const Evidence*> columns;  ///< the first of each quantity, for its name
    std::vector<EvidenceRow> rows;
};

/// Rows shown at once; the others are folded away on the page and counted in the terminal.
inline constexpr std::size_t most_rows_shown = 4;

EvidenceTable evidence_table(const FindingGroup& group);

/// The estimate that an evidence speaks of, or null.
const Estimate* estimate_of(const Results& results, const Evidence& evidence);

/// The null that the rule read it against, or null where it decided by an error bar or a bound.
const Null* null_of(const Results& results, const Evidence& evidence);

/// What a cell says: "12 ± 3", "12 (exact)", or "12", whose reason stands below the table.
std::string cell_of(const Results& results, const Evidence& evidence);

/// Why numbers of the first `columns` columns have no error: "excitation.silent_channels: a count on these samples;
/// ...", or "".
std::string missing_errors(const Results& results, const EvidenceTable& table, std::size_t columns);

}  // namespace blackbody
