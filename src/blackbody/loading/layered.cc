#include "blackbody/loading/layered.h"
#include "blackbody/loading/open.h"
#include "blackbody/util/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr const char *layers_key = "blackbody.layers", *field_key = "blackbody.field", *input_key = "blackbody.input",
                     *type_key = "blackbody.type";

[[noreturn]] void refuse(const std::string& path, const std::string& place, const std::string& expected,
                         const std::string& found) {
    throw Error(ErrorKind::model, Complaint{.file = path, .place = place, .expected = expected, .found = found});
}

std::string key_place(const char* key) { return fmt::format("metadata '{}'", key); }

/// "1 x 28 x 28", each at most 8192.
StateShape shape_of(const std::string& text, const std::string& path) {
    long long c = 0, y = 0, x = 0;
    int used = 0;
    const bool is_read = std::sscanf(text.c_str(), "%4lld x %4lld x %4lld%n", &c, &y, &x, &used) == 3;
    if (!is_read || used != static_cast<int>(text.size()) || std::min({c, y, x}) < 1 || std::max({c, y, x}) > 8192)
        refuse(path, key_place(input_key), "a shape, as 1 x 28 x 28", "'" + escape_control(text) + "'");
    return {Field::real, c, {y, x}};
}

NetworkPlan plan_of(const std::map<std::string, std::string>& metadata, const std::string& path) {
    const auto said = [&](const char* key, const std::vector<std::string>& known) {
        const auto found = metadata.find(key);
        const std::string value = found == metadata.end() ? "" : found->second;
        if (!known.empty() && std::find(known.begin(), known.end(), value) == known.end())
            refuse(path, key_place(key), join(known, " or "), "'" + escape_control(value) + "'");
        return value;
    };
    NetworkPlan plan{.text = said(layers_key, {})};
    plan.field = said(field_key, {"real", "complex"}) == "complex" ? Field::complex : Field::real;
    plan.input = shape_of(said(input_key, {}), path);
    plan.type = said(type_key, {"float32", "float64"}) == "float64" ? at::kDouble : at::kFloat;
    return plan;
}

}  // namespace

bool holds_layered(const ArrayFile& file) { return file.metadata().contains(layers_key); }

LayeredFile load_layered(const std::string& path) { return layered_of(ArrayFile::open(path)); }

LayeredFile layered_of(const ArrayFile& arrays) {
    const std::string& path = arrays.path();
    LayeredFile file{nullptr, {}, arrays.metadata()};
    Card card = arrays.card();
    card.format = "safetensors, layers of blackbody", card.producer = "blackbody";
    try {
        NetworkPlan plan = plan_of(arrays.metadata(), path);
        // What the file does not hold need not be made.
        plan.max_numbers = 0;
        for (const NamedArray& array : arrays.arrays())
            plan.max_numbers += static_cast<double>(element_count(array.shape).value_or(0));
        file.network = std::make_unique<LayeredNetwork>(plan, card);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::model) throw;
        throw Error(ErrorKind::model, path + ": " + error.what());
    }
    for (const char* key : {layers_key, field_key, input_key, type_key}) file.metadata.erase(key);

    // Parameters go into the network, all else is kept.
    std::vector<std::pair<std::string, at::Tensor>> values;
    const auto& parameters = file.network->parameters();
    for (const NamedArray& array : arrays.arrays()) {
        const bool is_parameter =
            std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.name == array.name; });
        if (is_parameter) values.emplace_back(array.name, arrays.read(array.name));
        else file.arrays[array.name] = arrays.read(array.name);
    }
    file.network->assign(values);
    return file;
}

void save_layered(const std::string& path, const LayeredFile& file) {
    const NetworkPlan& plan = file.network->plan();
    Safetensors stored{{}, file.metadata};
    stored.metadata[layers_key] = plan.text;
    stored.metadata[field_key] = plan.field == Field::complex ? "complex" : "real";
    stored.metadata[input_key] = to_text(plan.input);
    stored.metadata[type_key] = plan.type == at::kDouble ? "float64" : "float32";
    std::vector<at::Tensor> alive;
    const auto add = [&](const std::string& name, const at::Tensor& values) {
        alive.push_back(values.detach().contiguous());
        stored.tensors.push_back({name, view_of(alive.back())});
    };
    for (const Parameter& p : file.network->parameters()) add(p.name, p.value);
    for (const auto& [name, values] : file.arrays) add(name, values);
    write_safetensors(path, stored);
}

namespace {

const SystemFormat format{.name = "layered",
                          .order = 2,
                          .recognises = [](const ModelFile& file,
                                           const SystemOptions&) { return file.arrays && holds_layered(*file.arrays); },
                          .opens = [](const ModelFile& file, const SystemOptions&) -> std::unique_ptr<System> {
                              return std::move(layered_of(*file.arrays).network);
                          }};
const Registered<SystemFormat> entry(format);

}  // namespace

}  // namespace blackbody
