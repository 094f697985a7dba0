/// thermo: the words and flags of the command.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void add_sample_flags(CLI::App& app, Options& o) {
    add_some<DataFlags>(app, o, {{"data", "states of the visible units: their mean log-probability"}});
    app.add_option("--train", o.train_states, "training data: the overfitting gap, the base's means")
        ->type_name("DATA")
        ->group("Data");
    add_some<DataFlags>(app, o, {{"split", "which of several data sets: test, train, ..."}, {"limit"}});
}

void flags_of_thermo(CLI::App& app, Options& o) {
    app.add_option("machine", o.model, "a Boltzmann machine: safetensors or npz")->type_name("MACHINE")->required();
    add_fields<MachineFlags>(app, o);
    add_sample_flags(app, o);
    add_fields(app, o.states);
    add_fields(app, o.thermal);
    add_fields<RunFlags>(app, o);
    add_fields<OutputFlags>(app, o);
    add_fields<GateFlags>(app, o);
}

const Command thermo_command{.name = "thermo",
                             .order = 8,
                             .summary = "a Boltzmann machine's ln Z, energy, entropy and heat capacity",
                             .detail =
                                 "With --log-z and no report only ln Z and the log-probability of --data are\n"
                                 "measured; curves are, too, with -o, --betas or --points, or without --log-z.\n"
                                 "An estimate from fewer than 10 effective chains is refused (exit 6).\n\n"
                                 "Examples:\n"
                                 "  blackbody thermo rbm.safetensors --data test.npz -o report.html\n"
                                 "  blackbody thermo weights.npz --keys W,vb,hb --log-z exact --json -\n"
                                 "  blackbody thermo rbm.safetensors --log-z ais --data test.npz --train train.npz\n",
                             .flags = flags_of_thermo};
const Registered<Command> thermo_entry{thermo_command};

}  // namespace
}  // namespace blackbody
