#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void flags_of_sample(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "a Boltzmann machine: safetensors or npz")->type_name("MACHINE")->required();
    add_fields<MachineFlags>(app, o);
    add_fields(app, o.sample);
    add_some<DataFlags>(
        app, o,
        {{"data", "where chains start; else units without a field"}, {"split", "which of several in the folder"}},
        "Chains");
    add_fields(app, o.states);
    add_training_flags(app, o);
}

const Command sample_command{.name = "sample",
                             .order = 7,
                             .summary = "draw states from a Boltzmann machine",
                             .detail =
                                 "Examples:\n"
                                 "  blackbody sample rbm.safetensors --save digits.png --chains 100 --steps 5000\n"
                                 "  blackbody sample rbm.safetensors --data test.npz --save s.npy --evaluations 10\n"
                                 "  blackbody sample rbm.safetensors --clamp upper.csv --save rest.png --means\n",
                             .flags = flags_of_sample};
const Registered<Command> sample_entry{sample_command};

}  // namespace
}  // namespace blackbody
