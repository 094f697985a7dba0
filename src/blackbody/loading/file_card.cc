#include "blackbody/loading/file_card.h"

#include <filesystem>

#include "blackbody/formats/digest.h"
#include "blackbody/util/file.h"

namespace blackbody {

Card card_of_file(const std::string& path) {
    const auto file = MappedFile::open(path);
    Card card{.title = std::filesystem::path(path).filename().string(), .file = path};
    card.sha256 = sha256(file->bytes());
    card.file_bytes = static_cast<std::int64_t>(file->bytes().size());
    return card;
}

}  // namespace blackbody
