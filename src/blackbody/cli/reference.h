#pragma once
/// --reference OUTPUTS.npy|npz: does this program compute what another one stored (loading/reference.h)?
#include "blackbody/base/system.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

/// A line a stored array on console.err. Returns 0, or 1 where one differs by more than the tolerance.
int check_reference(const Options& options, const System& system, const Source* data, Console& console);

}  // namespace blackbody
