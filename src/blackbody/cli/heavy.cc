#include "blackbody/cli/heavy.h"

#include "blackbody/util/find_record.h"

namespace blackbody {

RunCommand find_heavy_command(const std::string& name) {
    const HeavyCommand* command = find_record(name, registry<HeavyCommand>());
    return command ? command->run : nullptr;
}

}  // namespace blackbody

/// The only symbol that the front program looks up.
extern "C" blackbody::RunCommand blackbody_find_command(const char* name) {
    return blackbody::find_heavy_command(name);
}
