#pragma once
/// Files that people give as data and that hold none that can be read: what they are, and what to do.
#include <string>

namespace blackbody {

/// Throws Error(data) with the name of what the file is (by its first bytes and its ending) and the way to data that
/// can be read. Returns where nothing is known of it.
void refuse_stranger(const std::string& path);

}  // namespace blackbody
