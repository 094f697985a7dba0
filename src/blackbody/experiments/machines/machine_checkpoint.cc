#include "blackbody/experiments/machines/machine_checkpoint.h"

#include <sstream>

#include "blackbody/experiments/checkpoint.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// "bernoulli 1 784,bernoulli 1 500"
std::string words_of(const DeepBoltzmann& machine) {
    std::string text;
    for (const Layer& layer : machine.layers)
        text += (text.empty() ? "" : ",") + layer.unit->name + " " + std::to_string(layer.colours);
    return text;
}

DeepBoltzmann machine_from(const Arrays& arrays, const std::string& words, const std::string& path) {
    DeepBoltzmann machine;
    std::stringstream layers(words);
    for (std::string layer; std::getline(layers, layer, ',');) {
        std::stringstream parts(layer);
        std::string kind;
        std::int64_t colours = 1;
        parts >> kind >> colours;
        machine.layers.push_back({&find_unit(kind), {}, colours});
    }
    const auto get = [&](const std::string& name) {
        const auto found = arrays.find(name);
        if (found == arrays.end())
            throw Error(ErrorKind::data,
                        Complaint{.file = path, .place = "checkpoint", .expected = "array " + name, .found = "none"});
        return found->second;
    };
    for (std::size_t l = 0; l < machine.layers.size(); ++l) {
        machine.layers[l].theta = get("theta." + std::to_string(l));
        if (l > 0) machine.weights.push_back(get("weight." + std::to_string(l)));
    }
    check(machine, path);
    return machine;
}

}  // namespace

MachineFile to_file(const MachineCheckpoint& checkpoint, AnyMachine machine, const OptionWords& words) {
    MachineFile file{std::move(machine), {}, {}};
    put(checkpoint, file.arrays, file.metadata);
    for (std::int64_t k = 0; k < checkpoint.stage; ++k) {
        const std::string name = "learned." + std::to_string(k);
        Arrays arrays;
        put(arrays, name, checkpoint.learned[k]);
        put_all(file.arrays, "training", arrays);
        file.metadata["training." + name] = words_of(checkpoint.learned[k]);
    }
    put_call(words, file.metadata);
    return file;
}

MachineCheckpoint checkpoint_of(const MachineFile& file, const std::string& path, const OptionWords& words) {
    MachineCheckpoint checkpoint{checkpoint_in(file.arrays, file.metadata, path), {}};
    check_call(file.metadata, words, path);
    for (std::int64_t k = 0; k < checkpoint.stage; ++k) {
        const std::string name = "learned." + std::to_string(k);
        const auto kinds = file.metadata.find("training." + name);
        if (kinds == file.metadata.end() || kinds->second.empty())
            throw Error(ErrorKind::data, Complaint{.file = path,
                                                   .place = "checkpoint",
                                                   .expected = "layers of machine " + std::to_string(k + 1),
                                                   .found = "none"});
        checkpoint.learned.push_back(machine_from(part_of(checkpoint.state, name), kinds->second, path));
    }
    return checkpoint;
}

}  // namespace blackbody
