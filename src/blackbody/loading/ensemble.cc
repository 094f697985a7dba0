#include "blackbody/loading/ensemble.h"

#include <algorithm>
#include <cmath>

#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/loading/file_card.h"
#include "blackbody/systems/ensembles/deep_machines.h"
#include "blackbody/systems/ensembles/rbm_machine.h"

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

bool holds_machine(const std::string& path, const MachineOptions& options) {
    if (!options.keys.empty() || path.ends_with(".npz")) return true;
    if (!path.ends_with(".safetensors")) return false;
    const Safetensors file = read_safetensors(path);
    const auto format = file.metadata.find("format");
    if (format != file.metadata.end() && format->second.starts_with("blackbody ")) return true;
    const auto has = [&](const std::string& name) {
        return std::any_of(file.tensors.begin(), file.tensors.end(),
                           [&](const NamedTensor& tensor) { return tensor.name == name; });
    };
    return has("W") && has("a") && has("b");
}

std::unique_ptr<Ensemble> load_ensemble(const std::string& path, const MachineOptions& options, Picture picture,
                                        Seed seed) {
    const std::shared_ptr<const Machine> machine = machine_of(load_machine_file(path, options).machine);
    Card card = card_of_file(path);
    card.format = path.ends_with(".npz") ? "npz" : "safetensors";
    if (picture.empty()) {
        picture = square_of(machine->layers().front());
        if (!picture.empty())
            card.notes.push_back("visible units are drawn as " + std::to_string(picture.height) + " x " +
                                 std::to_string(picture.width) +
                                 " pixels, a guess from their number (--picture 28x28; 28x28,columns where they stand "
                                 "transposed)");
    }
    return std::make_unique<Ensemble>(machine, std::move(card), picture, seed);
}

}  // namespace blackbody
