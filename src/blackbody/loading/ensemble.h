#pragma once
/// Files -> Boltzmann machines as systems.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/loading/machine.h"
#include "blackbody/systems/ensembles/ensemble.h"

namespace blackbody {

/// Whether a file is read as a machine: names of its arrays were given, or it is a .npz, or a safetensors that says so
/// or holds W, a and b.
bool holds_machine(const std::string& path, const MachineOptions& options = {});

/// picture: of the visible units; empty: square where their number allows it, and the card says so.
/// Throws as load_machine does, and Error(usage) where the picture has not as many pixels as there are visible units.
std::unique_ptr<Ensemble> load_ensemble(const std::string& path, const MachineOptions& options = {},
                                        Picture picture = {}, Seed seed = 0);

}  // namespace blackbody
