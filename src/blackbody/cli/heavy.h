#pragma once
/// Commands that need tensors. One file a command; the front program finds them by name in the library.
#include "blackbody/cli/text/command.h"
#include "blackbody/util/registry.h"

namespace blackbody {

struct HeavyCommand {
    const char* name;
    RunCommand run;
};

/// What runs the command, or null.
RunCommand find_heavy_command(const std::string& name);

}  // namespace blackbody
