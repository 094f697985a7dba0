#pragma once
/// The results as JSON: the form that programs, gates (a baseline) and later versions read.
///
/// Top level: schema_version, blackbody (version, command, seed, threads, ...), system, data, sites, measurements,
/// skipped, findings, rules (what became of each: found, fine, not judged). A measurement holds `estimates`, name ->
/// {value, std_error, n, unit, nulls}, and `curves`. std_error is a number, "exact", or the reason why there is none.
/// What is not finite is null with a note beside it. Estimates keep ten digits, their errors and nulls six, curves
/// five: what is beyond is the libraries' rounding.
#include <istream>
#include <ostream>
#include <string>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

/// Raised when a reader of the old form would misread the new one.
inline constexpr int json_schema_version = 1;

void write_json(std::ostream& out, const Results& results, const Records& records = Records::registered());

/// What write_json wrote. `name` is the file's, for complaints. Throws Error(data).
Results read_json(std::istream& in, const std::string& name);

/// JSON Schema (draft 2020-12) of the above, with every observable's quantities, units and ranges.
std::string json_schema(const Records& records = Records::registered());

}  // namespace blackbody
