#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// What a Boltzmann machine takes beyond what a network does.
void add_ensemble_flags(CLI::App& app, Options& o) {
    add_fields<MachineFlags>(app, o);
    add_fields(app, o.states);
    add_some(app, o.sample,
             {{"chains", "of its own that are looked at (1000)"}, {"steps", "that each has run before (1000)"}},
             "Machine without --data");
}

void add_result_flags(CLI::App& app, Options& o) {
    add_fields<RunFlags>(app, o);
    add_fields<OutputFlags>(app, o);
    add_fields<GateFlags>(app, o);
}

void flags_of_open(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "a network or a machine; without: the specimen")->type_name("MODEL");
    add_fields<DataFlags>(app, o);
    add_fields<ChoiceFlags>(app, o);
    add_ensemble_flags(app, o);
    add_result_flags(app, o);
}

void add_model(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "ONNX, weights alone (safetensors, npz), or a machine")
        ->type_name("MODEL")
        ->required();
}

void flags_of_measure(CLI::App& app, Options& o) {
    app.add_option_function<std::string>(
           "names", [&o](const std::string& names) { o.only = CLI::detail::split(names, ','); },
           "instruments or families, with commas between")
        ->type_name("NAME,..")
        ->required();
    add_model(app, o);
    add_fields<DataFlags>(app, o);
    add_ensemble_flags(app, o);
    add_others<ChoiceFlags>(*app.add_option_group("What is measured"), o, {"only", "skip"}, "Options");
    add_result_flags(app, o);
}

void flags_of_info(CLI::App& app, Options& o) {
    add_model(app, o);
    add_fields<MachineFlags>(app, o);
    add_some<OutputFlags>(app, o, {{"json", "as JSON, - for standard output"}}, "Options");
    add_some<RunFlags>(app, o, {{"quiet", "only the card, not the layers"}}, "Options");
}

const Command open_command{.name = "open",
                           .order = 1,
                           .summary = "open a network, measure it, report it: the main job",
                           .detail =
                               "Examples:\n"
                               "  blackbody open                                   the bundled specimen\n"
                               "  blackbody open model.onnx --data images/ -o report.html\n"
                               "  blackbody open model.onnx --data test.npy --json - | jq .findings\n"
                               "  blackbody open model.onnx --data d/ --fail-on 'energy.accuracy < 0.8'\n",
                           .flags = flags_of_open};
const Registered<Command> open_entry{open_command};

const Command info_command{.name = "info",
                           .order = 2,
                           .summary = "structure, parameters, cost: no data, at once",
                           .detail = "Example:\n  blackbody info model.onnx\n",
                           .flags = flags_of_info};
const Registered<Command> info_entry{info_command};

const Command measure_command{.name = "measure",
                              .order = 3,
                              .summary = "chosen instruments only",
                              .detail =
                                  "Examples:\n"
                                  "  blackbody measure spectrum m.safetensors --convention weightwatcher --csv -\n"
                                  "  blackbody measure excitation,energy model.onnx --data images/\n",
                              .flags = flags_of_measure};
const Registered<Command> measure_entry{measure_command};

}  // namespace

std::vector<const Command*> commands() {
    return registered<Command>([](const Command& c) { return std::pair(c.order, c.name); });
}

}  // namespace blackbody
