#pragma once
/// Text for people: escaping of strangers' strings, globs, numbers with the digits that their error allows.
#include <string>
#include <string_view>
#include <vector>

namespace blackbody {

/// Control characters and broken UTF-8 as \xNN, so that a hostile name cannot drive a terminal.
std::string escape_control(std::string_view text);

/// For a cell of a Markdown table: no bar ends it, nothing in it is markup.
std::string markdown_cell(std::string_view text);

/// For HTML text and attribute values: & < > " ' as entities, control characters escaped.
std::string escape_html(std::string_view text);

/// Shell-style match: * any run, ? one character, [a-z] a set; the whole name must match.
bool glob_match(std::string_view pattern, std::string_view name);

/// Of `candidates` the one nearest to `name` by edit distance, or "" if none is near: "did you mean ...".
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

/// A value with as many digits as its error bar allows: (0.123456, 0.0021) -> "0.1235 ± 0.0021".
std::string with_error(double value, double error);

/// At most `digits` significant digits, no trailing zeros, "nan"/"inf" in words.
std::string short_number(double value, int digits = 4);

/// 1234567 -> "1,234,567".
std::string with_commas(long long value);

/// Joins with a separator.
std::string join(const std::vector<std::string>& parts, std::string_view between);

}  // namespace blackbody
