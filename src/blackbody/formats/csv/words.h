#pragma once
/// Tables of words as text: a line a row, fields apart by commas, semicolons or tabs (whichever the first line has), in
/// quotes where they hold one. Lines that end in a space and a whole number ("0001.jpg 65") have two fields. Empty
/// lines are skipped.
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace blackbody {

using Words = std::vector<std::vector<std::string>>;  ///< rows of fields, without the spaces around them

/// Throws FormatError where a quote does not end, where rows differ in length, or where the file is no text.
Words parse_words(std::span<const std::byte> bytes, const std::string& path);

/// Throws FormatError (bytes), Error(usage) (missing file).
Words read_words(const std::string& path);

}  // namespace blackbody
