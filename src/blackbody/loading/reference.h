#pragma once
/// Does this program compute what another one stored?
///
///     for (const StoredComparison& c : compare_with_stored(network, &data, {.file = "outputs.npz"}))
///         if (c.fails()) ...
///
/// Which output: an array of a .npz that has the name of an output is compared with it. Arrays without such a name are
/// compared in the order of the file: each with the first output of its shape that is not taken; a single one, or the
/// last that is left, with the output of its shape that agrees best, since its shape alone does not say which is meant.
/// Which rows: those of the samples that were run, where a limit left some out.
/// Tolerance: as asked, else by the type of the numbers that the network or the stored array holds: 1e-4; half
/// precision 16 steps of the type (float16 2^-10, bfloat16 and float8 2^-7) of the largest stored number, at least 1.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

struct StoredOutputs {
    std::string file;                   ///< .npy or .npz
    std::optional<double> tolerance{};  ///< not given: by the type of the numbers
};

/// Of one stored array.
struct StoredComparison {
    std::string array;        ///< its name in a .npz; "" in a .npy
    std::string shape;        ///< "float64 [200, 6]"
    std::string output{};     ///< that it was compared with; "": it is no output, and others were
    std::int64_t alike = 0;   ///< outputs of this shape
    double largest = 0;       ///< difference; NaN where one of both is no number
    std::int64_t sample = 0;  ///< where it is
    double tolerance = 0;
    bool fails() const { return !output.empty() && !(largest <= tolerance); }
};

/// In the order of the names, then of the file. Throws Error(data) if an array fits no output and none has a name of
/// one, Error(model) where no output can be computed, Error(usage) without data.
std::vector<StoredComparison> compare_with_stored(const System& system, const Source* data,
                                                  const StoredOutputs& stored);

}  // namespace blackbody
