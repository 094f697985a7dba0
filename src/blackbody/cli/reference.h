#pragma once
/// --reference OUTPUTS.npy: does this program compute what another one stored?
#include "blackbody/base/system.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

/// Runs the data in the file's own order, compares with the stored outputs, prints the largest difference and where it
/// is. Returns 0, or 1 above --tolerance. Throws Error(data) if no output has the stored shape, Error(usage) without
/// data.
int check_reference(const Options& options, const System& system, const Source* data, Console& console);

}  // namespace blackbody
