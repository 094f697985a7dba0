#include "blackbody/loading/open.h"

#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

template <class Format>
std::vector<const Format*> formats() {
    return registered<Format>([](const Format& format) { return std::pair(format.order, format.name); });
}

}  // namespace

std::unique_ptr<System> open_system(const std::string& path, const SystemOptions& options) {
    const ModelFile file = ModelFile::open(path);
    for (const SystemFormat* format : formats<SystemFormat>())
        if (format->recognises(file, options)) return format->opens(file, options);
    throw Error(ErrorKind::model, Complaint{.file = path, .expected = "a format that is read", .found = "another"});
}

OpenedSource open_source(System& system, const SourceSpec& spec) {
    for (const SourceFormat* format : formats<SourceFormat>())
        if (format->recognises(system)) return format->opens(system, spec);
    if (spec.path.empty()) return {};
    throw Error(ErrorKind::data, {.file = system.card().file,
                                  .place = "data",
                                  .expected = "a network that can run",
                                  .found = "weights alone",
                                  .advice = "leave the data out"});
}

}  // namespace blackbody
