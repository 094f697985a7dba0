#include "blackbody/cli/heavy.h"

namespace blackbody {

RunCommand find_heavy_command(const std::string& name) {
    for (const HeavyCommand* command : registry<HeavyCommand>())
        if (name == command->name) return command->run;
    return nullptr;
}

}  // namespace blackbody

/// The only symbol that the front program looks up.
extern "C" blackbody::RunCommand blackbody_find_command(const char* name) {
    return blackbody::find_heavy_command(name);
}
