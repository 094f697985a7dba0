#pragma once
/// Words that people type who do not know our names: what they mean here.
#include <string>
#include <vector>

namespace blackbody {

/// The quantities and findings that a word of machine learning stands for: "dead neurons", "excitation.dead_channels"
/// among them. Small and capital letters, dashes, underscores and a plural are alike. Empty where it is none of them.
std::vector<std::string> names_for_typed(const std::string& words);

/// All of those words, as one types them.
std::vector<std::string> typed_words();

}  // namespace blackbody
