#pragma once
/// --reference OUTPUTS.npy|npz: does this program compute what another one stored?
///
/// Which output: an array of a .npz that has the name of an output is compared with it. Arrays without such a name are
/// compared in the order of the file: each with the first output of its shape that is not taken; a single one, or the
/// last that is left, with the output of its shape that agrees best, since its shape alone does not say which is meant.
/// Which rows: those of the samples that were run, where --limit left some out.
/// Tolerance: --tolerance, else by the type of the numbers that the network or the stored array holds: 1e-4; half
/// precision 16 steps of the type (float16 2^-10, bfloat16 and float8 2^-7) of the largest stored number, at least 1.
#include "blackbody/base/system.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

/// Compares every stored array and prints the largest difference and where it is. Returns 0, or 1 above the tolerance.
/// Throws Error(data) if an array fits no output, Error(usage) without data.
int check_reference(const Options& options, const System& system, const Source* data, Console& console);

}  // namespace blackbody
