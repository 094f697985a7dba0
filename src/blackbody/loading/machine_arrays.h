#pragma once
/// The three arrays of a restricted Boltzmann machine, as people name and lay them out.
///
///   W, a, b                                              [visible, hidden], as in the literature
///   components_, intercept_visible_, intercept_hidden_   scikit-learn: [hidden, visible]
///   W, v_bias, h_bias and the like                       PyTorch: either
///
/// Where W is [hidden, visible] the sizes of the biases say so, and it is turned; where it is square they cannot, and
/// the card says what was assumed. "W.T" names the transposed of W. A bias may be [U], [U, 1] or [1, U]; "-" is none.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/loading/array_file.h"

namespace blackbody {

struct MachineNames {
    std::string weight, visible, hidden;
    bool is_transposed = false;  ///< W is [hidden, visible] where sizes cannot say
    bool is_known = false;       ///< by whom the names are; else which axis is which is a guess for a square W
};

/// The names that were given, or those of a convention whose arrays are all there and fit each other, or are all that
/// is there: such a file is a machine, and `machine_arrays` says what does not fit.
std::optional<MachineNames> machine_names(const ArrayFile& file, const std::vector<std::string>& given);

struct MachineArrays {
    at::Tensor weight, visible, hidden;  ///< double [V, M]; [V] and [M] or, of several parameters, [P, V] and [P, M]
    std::vector<std::string> notes{};
};

/// Throws Error(model) with the names and shapes where they do not fit.
MachineArrays machine_arrays(const ArrayFile& file, const MachineNames& names);

}  // namespace blackbody
