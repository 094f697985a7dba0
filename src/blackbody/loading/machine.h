#pragma once
/// Files -> Boltzmann machines, and back.
///
/// Ours is safetensors: W [V, M], visible.theta [P, V], hidden.theta [P, M] and metadata `visible`, `hidden` (kinds of
/// units), `visible.colours`, `hidden.colours`. Deep machines: W.0, W.1, ... and theta.0, theta.1, ...; belief
/// networks: the arrays of each RBM behind "0.", "1.", ...; both with metadata `layers` (kinds, visible first) and
/// `colours`. What else a file holds (its history, what training goes on from) is kept by name. The arrays of others
/// are read too (machine_arrays.h); names and kinds can be given.
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "blackbody/loading/array_file.h"
#include "blackbody/loading/options/machine_options.h"
#include "blackbody/systems/ensembles/machines/deep_belief.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"

namespace blackbody {

using AnyMachine = std::variant<Rbm, DeepBoltzmann, DeepBelief>;

struct MachineFile {
    AnyMachine machine;
    std::map<std::string, at::Tensor> arrays{};     ///< all others: "history...", "training..."
    std::map<std::string, std::string> metadata{};  ///< what is said beyond the machine itself
    std::vector<std::string> notes{};               ///< how arrays of others were read
};

/// Throws Error(usage) (missing file, unknown kind of unit), Error(model) with the array's name.
MachineFile load_machine_file(const std::string& path, const MachineOptions& options = {});
MachineFile machine_file_of(const ArrayFile& arrays, const MachineOptions& options = {});

/// Writes atomically: whoever reads the name finds the old file or the new one, whole. Throws Error(output).
void save_machine_file(const std::string& path, const MachineFile& file);

/// An RBM and nothing else. Throws as above, and Error(model) where the file holds a deep machine.
Rbm load_machine(const std::string& path, const MachineOptions& options = {});

/// Writes atomically. Throws Error(output).
void save_machine(const std::string& path, const Rbm& rbm);

}  // namespace blackbody
