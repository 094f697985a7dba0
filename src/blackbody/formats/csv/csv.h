#pragma once
/// Tables of numbers as text. One sample a line; fields are separated by commas, semicolons, tabs or spaces; a first
/// line of names is kept apart; empty lines and lines that begin with # are skipped.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace blackbody {

struct Table {
    std::int64_t rows = 0, columns = 0;
    std::vector<double> values;        ///< row-major [rows, columns]
    std::vector<std::string> names{};  ///< of the columns, where the first line holds them
};

/// Throws FormatError with line and column for a field that is no number (nan and inf are numbers here: what a state
/// may be is decided later) and for a line of another length.
Table parse_csv(std::span<const std::byte> bytes, const std::string& path);

/// Throws FormatError (bytes), Error(usage) (missing file).
Table read_csv(const std::string& path);

}  // namespace blackbody
