#pragma once
/// Files -> Boltzmann machines as systems.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/loading/machine.h"
#include "blackbody/systems/ensembles/ensemble.h"

namespace blackbody {

/// A machine as a system, with all else that its file held.
class LoadedEnsemble : public Ensemble {
  public:
    LoadedEnsemble(MachineFile held, std::shared_ptr<const Machine> machine, Card card, Picture picture, Seed seed)
        : Ensemble(std::move(machine), std::move(card), picture, seed), held_(std::move(held)) {}
    const MachineFile& file() const { return held_; }

  private:
    MachineFile held_;
};

/// Whether arrays are read as a machine: names were given, the file says so, or arrays are there that are called and
/// shaped as those of one.
bool holds_machine(const ArrayFile& arrays, const MachineOptions& options = {});

/// picture: of the visible units; empty: square where their number allows it, and the card says so.
/// Throws as load_machine does, and Error(usage) where the picture has not as many pixels as there are visible units.
std::unique_ptr<LoadedEnsemble> load_ensemble(const std::string& path, const MachineOptions& options = {},
                                              Picture picture = {}, Seed seed = 0);
std::unique_ptr<LoadedEnsemble> ensemble_of(const ArrayFile& arrays, const MachineOptions& options = {},
                                            Picture picture = {}, Seed seed = 0);

}  // namespace blackbody
