#include "blackbody/loading/machine.h"

#include <ATen/TensorOperators.h>

#include <functional>
#include <map>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// The arrays of a file by name, read when asked for, and what the file says of itself.
struct Arrays {
    std::string file;
    std::vector<std::string> names;
    std::map<std::string, std::string> metadata;
    std::function<at::Tensor(const std::string&)> read;

    bool has(const std::string& name) const { return std::find(names.begin(), names.end(), name) != names.end(); }
    at::Tensor get(const std::string& name) const {
        if (!has(name)) {
            std::string known;
            for (const std::string& n : names) known += (known.empty() ? "" : ", ") + escape_control(n);
            throw Error(ErrorKind::model, Complaint{.file = file,
                                                    .place = "array '" + escape_control(name) + "'",
                                                    .expected = "an array of that name",
                                                    .found = known.empty() ? "no array" : known,
                                                    .advice = "name W, a and b with --keys W,a,b"});
        }
        return read(name).to(at::kDouble);
    }
};

Arrays arrays_of(const std::string& path) {
    if (path.ends_with(".npz")) {
        const auto file = std::make_shared<Npz>(Npz::open(path));
        Arrays arrays{.file = path, .names = {}, .metadata = {}, .read = {}};
        for (const Npz::Entry& entry : file->entries()) arrays.names.push_back(entry.name);
        arrays.read = [file](const std::string& name) { return tensor_of(file->read(name), name); };
        return arrays;
    }
    const auto file = std::make_shared<Safetensors>(read_safetensors(path));
    Arrays arrays{.file = path, .names = {}, .metadata = file->metadata, .read = {}};
    for (const NamedTensor& tensor : file->tensors) arrays.names.push_back(tensor.name);
    arrays.read = [file](const std::string& name) {
        for (const NamedTensor& tensor : file->tensors)
            if (tensor.name == name) return tensor_of(tensor.view, name);
        return at::Tensor();
    };
    return arrays;
}

/// Kind and colours of one layer: as given, else as the file says, else Bernoulli.
Layer empty_layer(const Arrays& arrays, const MachineOptions& options, const std::string& side, std::size_t place) {
    const auto said = [&](const std::string& key, const std::string& otherwise) {
        const auto found = arrays.metadata.find(key);
        return found == arrays.metadata.end() ? otherwise : found->second;
    };
    Layer layer;
    layer.unit = &find_unit(options.units.empty() ? said(side, "bernoulli")
                                                  : options.units[std::min(place, options.units.size() - 1)]);
    if (layer.unit->name == "potts")
        layer.colours = std::atoll(said(side + ".colours", std::to_string(options.colours)).c_str());
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

}  // namespace

Rbm load_machine(const std::string& path, const MachineOptions& options) {
    if (!options.keys.empty() && options.keys.size() != 3)
        throw Error(ErrorKind::usage, "--keys takes three names, of W, a and b: --keys W500,a500,b500");
    const Arrays arrays = arrays_of(path);
    const bool is_ours = options.keys.empty() && arrays.has("visible.theta");
    const std::vector<std::string> keys = !options.keys.empty() ? options.keys
                                          : is_ours ? std::vector<std::string>{"W", "visible.theta", "hidden.theta"}
                                                    : std::vector<std::string>{"W", "a", "b"};
    Rbm rbm{empty_layer(arrays, options, "visible", 0), empty_layer(arrays, options, "hidden", 1), arrays.get(keys[0])};
    rbm.visible.theta = theta_of(rbm.visible, arrays.get(keys[1]));
    rbm.hidden.theta = theta_of(rbm.hidden, arrays.get(keys[2]));
    check(rbm, path);
    return rbm;
}

void save_machine(const std::string& path, const Rbm& rbm) {
    Safetensors file;
    for (const auto& [name, tensor] : {std::pair<std::string, at::Tensor>{"W", rbm.weight},
                                       {"visible.theta", rbm.visible.theta},
                                       {"hidden.theta", rbm.hidden.theta}})
        file.tensors.push_back({name, view_of(tensor)});
    file.metadata = {{"format", "blackbody rbm 1"},
                     {"visible", rbm.visible.unit->name},
                     {"hidden", rbm.hidden.unit->name},
                     {"visible.colours", std::to_string(rbm.visible.colours)},
                     {"hidden.colours", std::to_string(rbm.hidden.colours)}};
    write_safetensors(path, file);
}

}  // namespace blackbody
