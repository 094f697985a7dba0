#include "blackbody/cli/thermo_run.h"

#include <filesystem>

#include "blackbody/formats/digest.h"
#include "blackbody/loading/machine.h"
#include "blackbody/systems/ensembles/base_rates.h"
#include "blackbody/systems/ensembles/chains.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::int64_t parameters_of(const Rbm& machine) {
    return machine.weight.numel() + machine.visible.theta.numel() + machine.hidden.theta.numel();
}

Card card_of(const Rbm& machine, const std::string& path) {
    const auto file = MappedFile::open(path);
    Card card{.title = std::filesystem::path(path).filename().string(), .kind = "rbm", .file = path};
    card.sha256 = sha256(file->bytes());
    card.file_bytes = static_cast<std::int64_t>(file->bytes().size());
    card.format = path.ends_with(".npz") ? "npz" : "safetensors";
    card.dtype = "float64";
    card.parameters = parameters_of(machine);
    card.parameter_bytes = 8 * card.parameters;
    const auto layer = [](const char* name, const Layer& units) {
        return std::string(name) + " " + units.unit->name + " [" + std::to_string(units.size()) + "]" +
               (units.colours > 1 ? ", " + std::to_string(units.colours) + " colours" : "");
    };
    card.inputs = {layer("visible", machine.visible)};
    card.outputs = {layer("hidden", machine.hidden)};
    card.operators = {{machine.visible.unit->name + "-" + machine.hidden.unit->name + " RBM", 1}};
    return card;
}

States states_of(const Options& options, const std::string& path, const Rbm& machine) {
    if (path.empty()) return {};
    const StateOptions how{
        .split = options.split, .binarise = options.thermo.binarise, .limit = options.limit, .seed = options.seed};
    States states = load_states(path, *machine.visible.unit, how);
    if (states.values.size(1) != machine.visible.size())
        throw Error(ErrorKind::data, {.file = path,
                                      .place = "samples",
                                      .expected = std::to_string(machine.visible.size()) +
                                                  " values each, one a visible unit of the machine",
                                      .found = std::to_string(states.values.size(1))});
    return states;
}

/// Without data: what the machine itself says its means are, from chains that start anywhere.
at::Tensor own_samples(const Rbm& machine, Seed seed) {
    constexpr std::int64_t chains = 500, steps = 500;
    Rbm free = independent(machine, machine.visible.theta);
    Chains walk(machine, samples_of_independent(free, chains, seed_for(seed, "start")),
                {.seed = seed_for(seed, "base")});
    walk.run(steps);
    return walk.visible();
}

Rbm base_of(const ThermoRun& run) {
    if (run.options.thermo.base == "uniform")
        return independent(
            run.machine,
            free_layer(*run.machine.visible.unit, run.machine.visible.size(), run.machine.visible.colours).theta);
    return base_of_means(run.machine,
                         run.examples().defined() ? run.examples() : own_samples(run.machine, run.options.seed));
}

}  // namespace

std::function<bool(double)> ThermoRun::show(const std::string& stage) const {
    return [&bar = bar, stage](double done) {
        bar.show(stage, done);
        return !InterruptGuard::requested();
    };
}

const Rbm& ThermoRun::base() {
    if (!found_base) found_base = base_of(*this);
    return *found_base;
}

ThermoRun open_thermo(const Options& options, ProgressBar& bar) {
    const MachineFlags& flags = options.machine;
    Rbm machine = load_machine(options.model, {flags.keys, flags.units, std::max<std::int64_t>(flags.colours, 1)});
    ThermoRun run{options, bar, machine, card_of(machine, options.model), {}, {}};
    run.data = states_of(options, options.data, machine);
    run.train = states_of(options, options.thermo.train, machine);
    return run;
}

std::vector<SiteInfo> sites_of(const Rbm& machine) {
    const auto layer = [](const char* name, const Layer& units, int depth) {
        return SiteInfo{.name = name,
                        .op = units.unit->name,
                        .role = depth ? Role::other : Role::input,
                        .axes = "NU",
                        .shape = {units.size()},
                        .depth = depth};
    };
    SiteInfo whole{.name = "machine", .op = "rbm", .role = Role::weight, .axes = "", .weight = "W"};
    whole.weight_shape = {machine.weight.size(0), machine.weight.size(1)};
    return {whole, layer("visible", machine.visible, 0), layer("hidden", machine.hidden, 1)};
}

std::vector<Measurement> measure_thermo(ThermoRun& run) {
    std::vector<Measurement> all{measure_log_partition(run)};
    return all;
}

}  // namespace blackbody
