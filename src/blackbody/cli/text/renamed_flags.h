#pragma once
/// Flags that were called otherwise before the first release.
#include <CLI/CLI.hpp>

#include <span>
#include <string>
#include <utility>

namespace blackbody {

/// The old name and the new one.
using RenamedFlag = std::pair<const char*, const char*>;
std::span<const RenamedFlag> renamed_flags();

/// "--rate is called --lr" for the first of these words that the command does not know and that was a flag; else "".
std::string successor_of(std::span<const std::string> words, const CLI::App& command);

}  // namespace blackbody
