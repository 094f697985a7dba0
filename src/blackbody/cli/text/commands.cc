#include <algorithm>

#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// What a Boltzmann machine takes beyond what a network does.
void add_ensemble_flags(CLI::App& app, Options& o) {
    add_machine_flags(app, o);
    add_state_flags(app, o);
    const std::string group = "Machine without --data";
    app.add_option("--chains", o.sample.chains, "of its own that are looked at (1000)")
        ->type_name("N")
        ->check(in(whole(1, most_chains)))
        ->group(group);
    app.add_option("--steps", o.sample.steps, "that each has run before (1000)")
        ->type_name("K")
        ->check(in(whole(0, most_steps)))
        ->group(group);
}

void flags_of_open(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "a network or a machine; without: the specimen")->type_name("MODEL");
    add_data_flags(app, o);
    add_choice_flags(app, o);
    add_ensemble_flags(app, o);
    add_run_flags(app, o);
    add_output_flags(app, o);
    add_gate_flags(app, o);
}

void flags_of_measure(CLI::App& app, Options& o) {
    app.add_option_function<std::string>(
           "names", [&o](const std::string& names) { o.only = CLI::detail::split(names, ','); },
           "instruments or families, with commas between")
        ->type_name("NAME,..")
        ->required();
    app.add_option("model", o.model, "ONNX, weights alone (safetensors, npz), or a machine")
        ->type_name("MODEL")
        ->required();
    add_data_flags(app, o);
    add_ensemble_flags(app, o);
    CLI::Option_group* choice = app.add_option_group("What is measured");
    choice->add_option("--layers", o.layers, "only sites whose name matches")->type_name("GLOB,..")->delimiter(',');
    choice->add_option("--scores", o.scores, "which output holds the class scores, of several")->type_name("OUTPUT");
    choice->add_option("--convention", o.convention, "of weight spectra: blackbody, weightwatcher")
        ->check(CLI::IsMember({"blackbody", "weightwatcher"}))
        ->type_name("NAME");
    choice->add_option("--nulls", o.null_draws, "draws of each null, 0 for none (19)")
        ->type_name("N")
        ->check(in(whole(0, most_draws)));
    add_run_flags(app, o);
    add_output_flags(app, o);
    add_gate_flags(app, o);
}

void flags_of_info(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "ONNX, weights alone (safetensors, npz), or a machine")
        ->type_name("MODEL")
        ->required();
    add_machine_flags(app, o);
    app.add_option("--json", o.json, "as JSON, - for standard output")->type_name("FILE");
    app.add_flag("-q,--quiet", o.quiet, "only the card, not the layers");
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
