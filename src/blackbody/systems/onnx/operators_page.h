#pragma once
/// The page of supported operators, printed from the records: docs/generated/operators.md.
#include <string>

namespace blackbody {

/// Markdown: one row an operator, in the order of names.
std::string operators_page();

}  // namespace blackbody
