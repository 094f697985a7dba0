#include "blackbody/loading/file_card.h"

#include <filesystem>

#include "blackbody/formats/digest.h"

namespace blackbody {

Card card_of_file(const MappedFile& file) {
    Card card{.title = std::filesystem::path(file.path()).filename().string(), .file = file.path()};
    card.sha256 = sha256(file.bytes());
    card.file_bytes = static_cast<std::int64_t>(file.bytes().size());
    return card;
}

Card card_of_file(const std::string& path) { return card_of_file(*MappedFile::open(path)); }

}  // namespace blackbody
