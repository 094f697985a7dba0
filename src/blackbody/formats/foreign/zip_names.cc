#include "blackbody/formats/foreign/zip_names.h"

#include <zip.h>

#include <algorithm>
#include <memory>

namespace blackbody {

std::vector<std::string> zip_names(std::span<const std::byte> bytes) {
    constexpr zip_int64_t most = 10000;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    const std::unique_ptr<zip_t, void (*)(zip_t*)> archive(
        source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr, [](zip_t* zip) { zip_discard(zip); });
    zip_error_fini(&error);
    std::vector<std::string> names;
    if (!archive) {
        if (source) zip_source_free(source);
        return names;
    }
    const zip_int64_t count = std::min(zip_get_num_entries(archive.get(), 0), most);
    for (zip_int64_t i = 0; i < count; ++i)
        if (const char* name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0)) names.emplace_back(name);
    return names;
}

}  // namespace blackbody
