#pragma once
/// The page of all kinds of layers, printed from their records: docs/generated/layers.md.
#include <string>

namespace blackbody {

/// Markdown: one row a kind, in the order of names.
std::string layers_page();

}  // namespace blackbody
