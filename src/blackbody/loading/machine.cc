#include "blackbody/loading/machine.h"

#include <ATen/TensorOperators.h>

#include <map>
#include <sstream>

#include "blackbody/base/fields.h"
#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/loading/machine_arrays.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Kind and colours of one layer: as given, else as the file says, else Bernoulli.
Layer empty_layer(const ArrayFile& arrays, const MachineOptions& options, const std::string& side, std::size_t place) {
    Layer layer;
    layer.unit = &find_unit(options.units.empty() ? arrays.said(side, "bernoulli")
                                                  : options.units[std::min(place, options.units.size() - 1)]);
    if (layer.unit->name == "potts")
        layer.colours = std::atoll(arrays.said(side + ".colours", std::to_string(options.colours.value_or(1))).c_str());
    return layer;
}

/// A bias [U] becomes the parameters of free units with that bias; whole parameters [P, U] are taken as they are.
at::Tensor theta_of(const Layer& layer, const at::Tensor& values) {
    if (values.dim() == 2) return values.contiguous();
    at::Tensor theta = free_layer(*layer.unit, values.numel()).theta;
    for (std::size_t p = 0; p < layer.unit->parameters.size(); ++p)
        if (layer.unit->parameters[p].starts_with("bias")) theta[static_cast<std::int64_t>(p)].copy_(values.view(-1));
    return theta;
}

/// A machine of others: three arrays, in their names and their order.
Rbm rbm_of_arrays(const ArrayFile& file, const MachineOptions& options, std::vector<std::string>& notes) {
    const std::optional<MachineNames> names = machine_names(file, options.keys);
    const MachineArrays arrays = machine_arrays(file, names ? *names : MachineNames{"W", "a", "b"});
    Rbm rbm{empty_layer(file, options, "visible", 0), empty_layer(file, options, "hidden", 1), arrays.weight};
    rbm.visible.theta = theta_of(rbm.visible, arrays.visible);
    rbm.hidden.theta = theta_of(rbm.hidden, arrays.hidden);
    notes = arrays.notes;
    return rbm;
}

Rbm rbm_of(const ArrayFile& arrays, const MachineOptions& options, std::vector<std::string>& notes) {
    Rbm rbm;
    if (!options.keys.empty() || !arrays.has("visible.theta")) rbm = rbm_of_arrays(arrays, options, notes);
    else
        rbm = {empty_layer(arrays, options, "visible", 0), empty_layer(arrays, options, "hidden", 1),
               arrays.numbers("W")},
        rbm.visible.theta = arrays.numbers("visible.theta"), rbm.hidden.theta = arrays.numbers("hidden.theta");
    check(rbm, arrays.path());
    return rbm;
}

/// The layers of a deep machine, without parameters, as metadata `layers` and `colours` say.
std::vector<Layer> layers_of(const ArrayFile& arrays) {
    const auto words = [&](const std::string& key) {
        std::vector<std::string> parts;
        std::stringstream text(arrays.said(key));
        for (std::string part; std::getline(text, part, ',');) parts.push_back(part);
        return parts;
    };
    const std::vector<std::string> kinds = words("layers"), colours = words("colours");
    if (kinds.size() < 2 || kinds.size() > 64 || colours.size() != kinds.size())
        throw Error(ErrorKind::model, Complaint{.file = arrays.path(),
                                                .place = "metadata 'layers' and 'colours'",
                                                .expected = "a kind of unit and a number of colours for each layer",
                                                .found = std::to_string(kinds.size()) + " kinds, " +
                                                         std::to_string(colours.size()) + " numbers"});
    std::vector<Layer> layers;
    for (std::size_t l = 0; l < kinds.size(); ++l)
        layers.push_back({&find_unit(kinds[l]), {}, std::atoll(colours[l].c_str())});
    return layers;
}

DeepBoltzmann deep_machine_of(const ArrayFile& arrays) {
    DeepBoltzmann machine{layers_of(arrays), {}};
    for (std::size_t l = 0; l < machine.layers.size(); ++l) {
        machine.layers[l].theta = arrays.numbers("theta." + std::to_string(l));
        if (l > 0) machine.weights.push_back(arrays.numbers("W." + std::to_string(l - 1)));
    }
    check(machine, arrays.path());
    return machine;
}

DeepBelief belief_network_of(const ArrayFile& arrays) {
    const std::vector<Layer> layers = layers_of(arrays);
    DeepBelief network;
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
        const std::string prefix = std::to_string(l) + ".";
        Rbm rbm{layers[l], layers[l + 1], arrays.numbers(prefix + "W")};
        rbm.visible.theta = arrays.numbers(prefix + "visible.theta"),
        rbm.hidden.theta = arrays.numbers(prefix + "hidden.theta");
        network.machines.push_back(rbm);
    }
    check(network, arrays.path());
    return network;
}

/// Words of the machine itself, which a file's further metadata may not repeat.
bool is_own_word(const std::string& key) {
    return key == "format" || key == "layers" || key == "colours" || key == "visible" || key == "hidden" ||
           key == "visible.colours" || key == "hidden.colours";
}

/// Names and numbers of a machine as they stand in a file.
class Writer {
  public:
    void operator()(const Rbm& rbm) {
        file.metadata = {{"format", "blackbody rbm 1"},
                         {"visible", rbm.visible.unit->name},
                         {"hidden", rbm.hidden.unit->name},
                         {"visible.colours", std::to_string(rbm.visible.colours)},
                         {"hidden.colours", std::to_string(rbm.hidden.colours)}};
        add_rbm("", rbm);
    }
    void operator()(const DeepBoltzmann& machine) {
        file.metadata["format"] = "blackbody dbm 1";
        say_layers(machine.layers);
        for (std::size_t l = 0; l < machine.layers.size(); ++l) {
            if (l > 0) add("W." + std::to_string(l - 1), machine.weights[l - 1]);
            add("theta." + std::to_string(l), machine.layers[l].theta);
        }
    }
    void operator()(const DeepBelief& network) {
        file.metadata["format"] = "blackbody dbn 1";
        std::vector<Layer> layers{network.machines.front().visible};
        for (std::size_t l = 0; l < network.machines.size(); ++l) {
            layers.push_back(network.machines[l].hidden);
            add_rbm(std::to_string(l) + ".", network.machines[l]);
        }
        say_layers(layers);
    }
    void add(const std::string& name, const at::Tensor& tensor) {
        file.tensors.push_back({name, view_of(tensor.contiguous())});
    }

    Safetensors file;

  private:
    void add_rbm(const std::string& prefix, const Rbm& rbm) {
        add(prefix + "W", rbm.weight);
        add(prefix + "visible.theta", rbm.visible.theta);
        add(prefix + "hidden.theta", rbm.hidden.theta);
    }
    void say_layers(const std::vector<Layer>& layers) {
        std::string kinds, colours;
        for (const Layer& layer : layers) {
            kinds += (kinds.empty() ? "" : ",") + layer.unit->name;
            colours += (colours.empty() ? "" : ",") + std::to_string(layer.colours);
        }
        file.metadata["layers"] = kinds, file.metadata["colours"] = colours;
    }
};

}  // namespace

MachineFile machine_file_of(const ArrayFile& arrays, const MachineOptions& options) {
    if (!options.keys.empty() && options.keys.size() != 3)
        throw OptionError("keys", "expected three names, of W, a and b (W500,a500,b500), found " +
                                      std::to_string(options.keys.size()));
    const std::string format = options.keys.empty() ? arrays.said("format") : "";
    MachineFile file;
    if (format.starts_with("blackbody dbm")) file.machine = deep_machine_of(arrays);
    else if (format.starts_with("blackbody dbn")) file.machine = belief_network_of(arrays);
    else file.machine = rbm_of(arrays, options, file.notes);
    for (const NamedArray& array : arrays.arrays())
        if (array.name.starts_with("history.") || array.name.starts_with("training.") ||
            array.name.starts_with("data."))
            file.arrays[array.name] = arrays.read(array.name);
    for (const auto& [key, value] : arrays.metadata())
        if (!is_own_word(key)) file.metadata[key] = value;
    return file;
}

MachineFile load_machine_file(const std::string& path, const MachineOptions& options) {
    return machine_file_of(ArrayFile::open(path), options);
}

void save_machine_file(const std::string& path, const MachineFile& file) {
    Writer writer;
    std::visit([&](const auto& machine) { writer(machine); }, file.machine);
    for (const auto& [name, tensor] : file.arrays) writer.add(name, tensor);
    for (const auto& [key, value] : file.metadata) writer.file.metadata.try_emplace(key, value);
    write_safetensors(path, writer.file);
}

Rbm load_machine(const std::string& path, const MachineOptions& options) {
    const MachineFile file = load_machine_file(path, options);
    if (const Rbm* rbm = std::get_if<Rbm>(&file.machine)) return *rbm;
    throw Error(ErrorKind::model,
                Complaint{.file = path,
                          .expected = "an RBM",
                          .found = std::holds_alternative<DeepBelief>(file.machine) ? "a deep belief network (dbn)"
                                                                                    : "a deep machine (dbm)"});
}

void save_machine(const std::string& path, const Rbm& rbm) { save_machine_file(path, {.machine = rbm}); }

}  // namespace blackbody
