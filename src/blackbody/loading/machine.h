#pragma once
/// Files -> Boltzmann machines, and back.
///
/// Ours is safetensors: W [V, M], visible.theta [P, V], hidden.theta [P, M] and metadata `visible`, `hidden` (kinds of
/// units), `visible.colours`, `hidden.colours`. Any .npz or safetensors with arrays W [V, M], a [V], b [M] is a machine
/// too; names and kinds can be given.
#include <string>
#include <vector>

#include "blackbody/systems/ensembles/rbm.h"

namespace blackbody {

struct MachineOptions {
    std::vector<std::string> keys{};  ///< names of W, a and b; empty: W, a, b
    std::vector<std::string>
        units{};               ///< of both layers, or visible, hidden; empty: what the file says, else bernoulli
    std::int64_t colours = 1;  ///< q of Potts units where the file does not say
};

/// Throws Error(usage) (missing file, unknown kind of unit), Error(model) with the array's name.
Rbm load_machine(const std::string& path, const MachineOptions& options = {});

/// Writes atomically. Throws Error(output).
void save_machine(const std::string& path, const Rbm& rbm);

}  // namespace blackbody
