/// train cnn, train wave: the words and flags.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void add_shared_flags(CLI::App& app, Options& o) {
    add_some<DataFlags>(app, o,
                        {{"data", "labelled pictures: npy, npz, IDX, a folder a class"},
                         {"split", "which of several in the folder (train)"},
                         {"labels", "class numbers, where they are not found by name"},
                         {"limit"}});
    app.get_option("--data")->required();
    add_fields(app, o.train_network);
    app.get_option("--validation")->check(share_or_data());
    add_training_flags(app, o);
    add_fields<OutputFlags>(app, o);
}

void flags_of_train_network(CLI::App& app, Options& o) {
    add_shared_flags(app, o);
    add_fields(app, o.train_network.film);
}

void flags_of_train_twins(CLI::App& app, Options& o) {
    add_shared_flags(app, o);
    app.get_option("--save")->type_name("FOLDER")->description("for the networks: wave-0.safetensors, ...");
    app.add_option("--seeds", o.train_network.seeds, "trainings of each network (5)")
        ->type_name("N")
        ->check(in(whole(1, 16)))
        ->group("How it runs");
}

const Command cnn_command{.name = "train cnn",
                          .order = 6,
                          .summary = "a network over the real numbers",
                          .detail =
                              "Layers in order, options behind a name, layers inside a layer in brackets:\n"
                              "  conv 16 3x3, norm, relu, pool 2, residual(conv 16 3x3), global, linear 10\n"
                              "All kinds of layers: `blackbody list layers`.\n"
                              "Presets: small, resnet-20.\n"
                              "--training layer-wise learns layer by layer, those below held; layers that\n"
                              "are Boltzmann machines (hidden, rbm) then learn as machines. --training\n"
                              "sequential learns all, and then the rbm at the end as a machine on the\n"
                              "others' states. Each stage has all --epochs.\n"
                              "Beside --save NAME.safetensors the network is written as NAME.onnx.\n\n"
                              "Examples:\n"
                              "  blackbody train cnn --data d/ --test d/ --save cnn.safetensors\n"
                              "  blackbody train cnn --data d/ --network resnet-20 --save r.safetensors\n"
                              "  blackbody train cnn --data d/ --network 'conv 32 3x3, relu, global, rbm 10' \\\n"
                              "    --training sequential --save hybrid.safetensors\n"
                              "  blackbody train cnn --data d/ --save cnn.safetensors --resume\n",
                          .flags = flags_of_train_network};
const Registered<Command> cnn_entry{cnn_command};

const Command wave_command{.name = "train wave",
                           .order = 6,
                           .summary = "a network over the complex numbers: waves",
                           .detail =
                               "Layers in order, options behind a name, layers inside a layer in brackets:\n"
                               "  conv 16 3x3, norm, modrelu, pool 2, conv 32 3x3, modrelu, linear 10, born\n"
                               "All kinds of layers: `blackbody list layers`.\n"
                               "Presets: small, light.\n\n"
                               "Examples:\n"
                               "  blackbody train wave --data d/ --test d/ --save w.safetensors\n",
                           .flags = flags_of_train_network};
const Registered<Command> wave_entry{wave_command};

const Command twins_command{.name = "train twins",
                            .order = 6,
                            .summary = "a wave network and its two real baselines, over seeds",
                            .detail =
                                "--network describes the wave network. Its baselines have the same layers over\n"
                                "the real numbers: one with as many parameters, one with as many\n"
                                "multiplications a picture (a complex layer cannot match both). Same seeds,\n"
                                "same batches; differences are taken within seeds. --resume skips what is\n"
                                "finished.\n"
                                "Presets: small, light.\n\n"
                                "Examples:\n"
                                "  blackbody train twins --data d/ --test d/ --network light --save twins/\n",
                            .flags = flags_of_train_twins};
const Registered<Command> twins_entry{twins_command};

}  // namespace
}  // namespace blackbody
