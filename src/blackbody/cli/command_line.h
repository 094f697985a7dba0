#pragma once
/// The call as a shell would take it again, for the report's "do it again".
#include <string>

#include "blackbody/cli/text/options.h"

namespace blackbody {

std::string command_line(const Options& options);

}  // namespace blackbody
