#include "blackbody/experiments/machines/machine_checkpoint.h"

#include <algorithm>
#include <sstream>

#include "blackbody/experiments/call.h"
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

MachineFile to_file(const Checkpoint& checkpoint, AnyMachine machine, const OptionWords& words) {
    MachineFile file{std::move(machine), {}, {}};
    put_all(file.arrays, "history", checkpoint.history);
    put_all(file.arrays, "training", checkpoint.state);
    for (std::int64_t k = 0; k < checkpoint.stage; ++k) {
        Arrays arrays;
        put(arrays, "learned." + std::to_string(k), checkpoint.learned[k]);
        put_all(file.arrays, "training", arrays);
        file.metadata["training.learned." + std::to_string(k)] = words_of(checkpoint.learned[k]);
    }
    file.metadata["training.stage"] = std::to_string(checkpoint.stage);
    file.metadata["training.updates"] = std::to_string(checkpoint.updates);
    file.metadata["training.finished"] = checkpoint.finished ? "yes" : "no";
    put_call(words, file.metadata);
    return file;
}

Checkpoint checkpoint_of(const MachineFile& file, const std::string& path, const OptionWords& words) {
    const auto said = [&](const std::string& key) {
        const auto found = file.metadata.find(key);
        return found == file.metadata.end() ? std::string() : found->second;
    };
    if (!file.metadata.contains("training.stage"))
        throw Error(ErrorKind::data, Complaint{.file = path,
                                               .expected = "a checkpoint of training",
                                               .found = "a machine alone",
                                               .advice = "without --resume training begins anew"});
    check_call(file.metadata, words, path);
    Checkpoint checkpoint;
    checkpoint.stage = std::clamp<std::int64_t>(std::atoll(said("training.stage").c_str()), 0, 64);
    checkpoint.updates = std::atoll(said("training.updates").c_str());
    checkpoint.finished = said("training.finished") == "yes";
    checkpoint.history = part_of(file.arrays, "history");
    checkpoint.state = part_of(file.arrays, "training");
    for (std::int64_t k = 0; k < checkpoint.stage; ++k) {
        const std::string name = "learned." + std::to_string(k);
        checkpoint.learned.push_back(machine_from(part_of(checkpoint.state, name), said("training." + name), path));
    }
    return checkpoint;
}

}  // namespace blackbody
