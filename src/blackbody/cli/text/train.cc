/// train: the words and flags of the command.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void flags_of_train(CLI::App& app, Options& o) {
    add_some<DataFlags>(app, o,
                        {{"data", "states to learn: npy, npz, IDX, CSV, FASTA, images"},
                         {"split", "which of several data sets: train, ..."},
                         {"limit"}});
    app.get_option("--data")->required();
    add_fields(app, o.train);
    app.get_option("--validation")->check(share_or_data());
    add_fields(app, o.states);
    add_training_flags(app, o);
    add_fields<OutputFlags>(app, o);
}

const char* const examples_of_machines =
    "A checkpoint is the machine's file itself, written whole or not at all. A run\n"
    "that was stopped, however, and resumed ends in the same bytes as one that was\n"
    "not. Units: bernoulli, spin, potts, gaussian, relu, drelu.\n\n"
    "Examples:\n"
    "  blackbody train rbm --data d.npz --save rbm.safetensors --epochs 100\n"
    "  blackbody train rbm --data d.npz --save rbm.safetensors --epochs 100 --resume\n"
    "  blackbody train dbm --data d.npz --save dbm.safetensors --hidden 500,1000\n"
    "  blackbody train rbm --data f.fasta --units potts,drelu --save f.safetensors\n";

const Command train_command{.name = "train",
                            .order = 6,
                            .summary = "learn a network (cnn, wave) or a machine (rbm, dbn, dbm)",
                            .detail = "`blackbody train KIND --help` shows the flags of each.\n"};
const Registered<Command> train_entry{train_command};

const Command rbm_command{.name = "train rbm",
                          .order = 6,
                          .summary = "a restricted Boltzmann machine",
                          .detail = examples_of_machines,
                          .flags = flags_of_train};
const Registered<Command> rbm_entry{rbm_command};

const Command dbn_command{.name = "train dbn",
                          .order = 6,
                          .summary = "a deep belief network: RBMs one upon another",
                          .detail = examples_of_machines,
                          .flags = flags_of_train};
const Registered<Command> dbn_entry{dbn_command};

const Command dbm_command{.name = "train dbm",
                          .order = 6,
                          .summary = "a deep Boltzmann machine: all layers together",
                          .detail = examples_of_machines,
                          .flags = flags_of_train};
const Registered<Command> dbm_entry{dbm_command};

}  // namespace
}  // namespace blackbody
