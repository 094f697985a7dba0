#pragma once
/// Columns, wrapping and colour for the terminal writer. Text is UTF-8, already escaped; a column is a code point.
#include <string>
#include <string_view>
#include <vector>

#include "blackbody/instruments/report/terminal.h"

namespace blackbody::terminal {

/// Code points.
int columns(std::string_view text);

/// Padded or cut (with an ellipsis in the middle, where names differ least) to exactly `width` columns.
std::string fit(std::string_view text, int width, const TerminalOptions& options);

/// Lines of at most `width` columns, broken at spaces; a longer word is broken hard.
std::vector<std::string> wrap(std::string_view text, int width);

enum class Ink { bold, dim, red, yellow, green, blue };

/// `text` in this ink where colours are on.
std::string ink(std::string_view text, Ink colour, const TerminalOptions& options);

/// A curve as one line of `width` characters, low to high; empty cells are blank.
std::string sparkline(const std::vector<double>& values, int width, const TerminalOptions& options);

/// The symbols that we draw with, in ASCII where unicode is off: "±" -> "+-", "·" -> "|".
std::string plain(std::string text, const TerminalOptions& options);

}  // namespace blackbody::terminal
