#pragma once
/// What every file says of itself.
#include <string>

#include "blackbody/base/card.h"
#include "blackbody/util/file.h"

namespace blackbody {

/// Title, path, size and SHA-256. Throws Error(usage) where there is no such file.
Card card_of_file(const std::string& path);
Card card_of_file(const MappedFile& file);

}  // namespace blackbody
