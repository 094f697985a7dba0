#include "blackbody/loading/ensemble.h"
#include "blackbody/loading/open.h"
#include "blackbody/util/registry.h"

#include <algorithm>
#include <cmath>

#include "blackbody/loading/machine_arrays.h"
#include "blackbody/systems/ensembles/machines/deep_machines.h"
#include "blackbody/systems/ensembles/machines/rbm_machine.h"

namespace blackbody {
namespace {

/// A square where the units of a layer make a square of at least 4 x 4.
Picture square_of(const Layer& layer) {
    const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(layer.size()))));
    if (side < 4 || side * side != layer.size() || layer.colours != 1) return {};
    return {side, side};
}

/// Whatever kind it is, behind the common face.
std::shared_ptr<const Machine> machine_of(AnyMachine any) {
    if (auto* rbm = std::get_if<Rbm>(&any)) return std::make_shared<RbmMachine>(std::move(*rbm));
    if (auto* deep = std::get_if<DeepBoltzmann>(&any)) return std::make_shared<DeepBoltzmannMachine>(std::move(*deep));
    return std::make_shared<DeepBeliefMachine>(std::get<DeepBelief>(std::move(any)));
}

}  // namespace

bool holds_machine(const ArrayFile& arrays, const MachineOptions& options) {
    if (!options.keys.empty() || arrays.said("format").starts_with("blackbody ")) return true;
    return machine_names(arrays, {}).has_value();
}

std::unique_ptr<LoadedEnsemble> ensemble_of(const ArrayFile& arrays, const MachineOptions& options, Picture picture,
                                            Seed seed) {
    MachineFile file = machine_file_of(arrays, options);
    const std::shared_ptr<const Machine> machine = machine_of(file.machine);
    Card card = arrays.card();
    card.notes.insert(card.notes.end(), file.notes.begin(), file.notes.end());
    if (picture.empty()) {
        picture = square_of(machine->layers().front());
        if (!picture.empty())
            card.notes.push_back(
                "visible units are drawn as " + std::to_string(picture.height) + " x " + std::to_string(picture.width) +
                " pixels, a guess from their number (the option picture: 28x28; 28x28,columns where they stand "
                "transposed)");
    }
    return std::make_unique<LoadedEnsemble>(std::move(file), machine, std::move(card), picture, seed);
}

std::unique_ptr<LoadedEnsemble> load_ensemble(const std::string& path, const MachineOptions& options, Picture picture,
                                              Seed seed) {
    return ensemble_of(ArrayFile::open(path), options, picture, seed);
}

namespace {

const SystemFormat format{
    .name = "machine",
    .order = 1,
    .recognises = [](const ModelFile& file,
                     const SystemOptions& o) { return file.arrays && holds_machine(*file.arrays, o.machine); },
    .opens = [](const ModelFile& file, const SystemOptions& o) -> std::unique_ptr<System> {
        return ensemble_of(*file.arrays, o.machine, o.picture, o.seed);
    }};
const Registered<SystemFormat> entry(format);

}  // namespace

}  // namespace blackbody
