/// train cnn, train wave: the words and flags.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// Options of one group.
struct Group {
    CLI::App& app;
    std::string name;

    template <typename Number>
    void number(const char* flag, Number& to, const NumberRange& range, const char* says) const {
        app.add_option(flag, to, says)->type_name(range.is_whole ? "N" : "X")->check(in(range))->group(name);
    }
    void choice(const char* flag, std::string& to, const char* says) const {
        app.add_option(flag, to, says)->type_name("NAME")->group(name);
    }
};

void add_network_flags(CLI::App& app, Options& o) {
    const std::string group = "The network";
    app.add_option("--network", o.train_network.network, "layers as a text, or a preset (small); see below")
        ->type_name("TEXT")
        ->group(group);
    app.add_flag("--double", o.train_network.is_double, "in double precision: to check laws, not to learn fast")
        ->group(group);
}

void add_data_flags_of_training(CLI::App& app, Options& o) {
    const std::string group = "Data";
    app.add_option("--data", o.data, "labelled pictures: npy, npz, IDX, a folder a class")
        ->type_name("DATA")
        ->required()
        ->group(group);
    Group{app, group}.choice("--split", o.split, "which of several in the folder (train)");
    app.add_option("--labels", o.labels, "class numbers, where they are not found by name")
        ->type_name("FILE")
        ->group(group);
    Group{app, group}.number("--limit", o.limit, whole(1, most_samples), "at most so many samples");
    app.add_option("--held-out", o.train_network.held_out, "share of them, or data, to watch it by (0)")
        ->type_name("X|DATA")
        ->check(share_or_data())
        ->group(group);
    app.add_option("--test", o.train_network.test, "data that it is scored on at the end")
        ->type_name("DATA")
        ->group(group);
}

void add_learning_flags(CLI::App& app, Options& o) {
    TrainNetworkFlags& t = o.train_network;
    const Group group{app, "How it learns"};
    group.number("--epochs", t.epochs, above(0, most_epochs), "passes over the data (10)");
    group.number("--updates", t.updates, whole(1, most_updates), "or batches");
    group.number("--batch", t.batch, whole(1, most_chains), "samples an update (128)");
    group.choice("--cost", t.cost, "born, cross-entropy, free-energy, square");
    group.number("--smoothing", t.smoothing, below(0, 1), "share of a label spread over all classes (0)");
    group.choice("--rule", t.rule, "sgd, adamw (sgd)");
    group.number("--rate", t.rate, above(0, most_number), "at the start (0.1; adamw 0.002)");
    group.number("--momentum", t.momentum, below(0, 1), "of sgd, Nesterov's (0.9)");
    group.number("--decay", t.decay, from(0, most_number), "of weights (0.0005; adamw 0.01)");
    group.choice("--schedule", t.schedule, "of the rate: cosine, step, constant (cosine)");
    group.number("--warm-up", t.warm_up, from(0, most_epochs), "epochs in which the rate rises (0)");
    app.add_option("--steps", t.steps, "of schedule step: shares of the training (0.5,0.75)")
        ->type_name("X,..")
        ->delimiter(',')
        ->check(in(between(0, 1)))
        ->group(group.name);
    group.number("--factor", t.factor, from(0, 1), "at each of them (0.1)");
    group.choice("--order", t.order, "together, greedy, in-turn (together); see below");
    group.number("--machine-rate", t.machine_rate, above(0, most_number), "of layers that learn as machines (0.1)");
    group.number("--shift", t.shift, whole(0, 8192), "pictures by at most so many pixels (0)");
    app.add_flag("--mirror", t.mirror, "every second picture, left and right")->group(group.name);
    group.number("--erase", t.erase, whole(0, 8192), "a square of so many pixels anywhere (0)");
}

void add_run_flags_of_training(CLI::App& app, Options& o, const char* output) {
    const std::string group = "How it runs";
    Group{app, group}.number("--checkpoint-every", o.train_network.checkpoint_every, whole(1, most_updates),
                             "updates (once an epoch)");
    app.add_flag("--resume", o.train_network.resume, "go on from the checkpoint in -o, where there is one")
        ->group(group);
    add_training_flags(app, o, o.train_network.output, output);
}

void add_film_flags(CLI::App& app, TrainNetworkFlags& t) {
    const std::string group = "What is watched";
    app.add_option("--film", t.film, "instruments read while it learns; `blackbody list`")
        ->type_name("NAME,..")
        ->delimiter(',')
        ->group(group);
    app.add_option("--film-every", t.film_every, "updates between frames (about 20 frames)")
        ->type_name("N")
        ->check(in(whole(1, most_updates)))
        ->group(group);
    app.add_option("--film-pictures", t.film_pictures, "of those held out, else learned (256)")
        ->type_name("N")
        ->check(in(whole(1, most_chains)))
        ->group(group);
}

void add_result_flags(CLI::App& app, Options& o) {
    const std::string group = "Results";
    app.add_option("--report", o.html, "scores, curves and film as one HTML file")->type_name("FILE")->group(group);
    app.add_option("--json", o.json, "all results as JSON, - for standard output")->type_name("FILE")->group(group);
    app.add_option("--csv", o.csv, "all numbers as a table, - for standard output")->type_name("FILE")->group(group);
}

void flags_of_train_network(CLI::App& app, Options& o) {
    add_network_flags(app, o);
    add_data_flags_of_training(app, o);
    add_learning_flags(app, o);
    add_film_flags(app, o.train_network);
    add_run_flags_of_training(app, o, "the network, safetensors; before, its checkpoints");
    add_result_flags(app, o);
}

void flags_of_train_twins(CLI::App& app, Options& o) {
    add_network_flags(app, o);
    add_data_flags_of_training(app, o);
    add_learning_flags(app, o);
    Group{app, "How it runs"}.number("--seeds", o.train_network.seeds, whole(1, 16), "trainings of each network (5)");
    add_run_flags_of_training(app, o, "folder for the networks: wave-0.safetensors, ...");
    add_result_flags(app, o);
}

const Command cnn_command{.name = "train cnn",
                          .order = 6,
                          .summary = "a network over the real numbers",
                          .detail =
                              "Layers in order, options behind a name, layers inside a layer in brackets:\n"
                              "  conv 16 3x3, norm, relu, pool 2, residual(conv 16 3x3), global, linear 10\n"
                              "All kinds of layers: `blackbody list layers`.\n"
                              "Presets: small, resnet-20.\n"
                              "--order greedy learns layer by layer, those below held; layers that are\n"
                              "Boltzmann machines (hidden, rbm) then learn as machines. --order in-turn\n"
                              "learns all, and then the rbm at the end as a machine on the others' states.\n"
                              "Each stage has all --epochs.\n"
                              "Beside -o NAME.safetensors the network is written as NAME.onnx.\n\n"
                              "Examples:\n"
                              "  blackbody train cnn --data d/ --test d/ -o cnn.safetensors\n"
                              "  blackbody train cnn --data d/ --network resnet-20 --epochs 30 -o r.safetensors\n"
                              "  blackbody train cnn --data d/ --network 'conv 32 3x3, relu, global, rbm 10' \\\n"
                              "    --order in-turn -o hybrid.safetensors\n"
                              "  blackbody train cnn --data d/ -o cnn.safetensors --resume\n",
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
                               "  blackbody train wave --data d/ --test d/ -o w.safetensors\n",
                           .flags = flags_of_train_network};
const Registered<Command> wave_entry{wave_command};

const Command twins_command{.name = "train twins",
                            .order = 6,
                            .summary = "a wave network and its two real twins, over seeds",
                            .detail =
                                "--network describes the wave network. Its twins have the same layers over the\n"
                                "real numbers: one with as many learned numbers, one with as many products a\n"
                                "picture (a complex layer cannot match both). Same seeds, same batches;\n"
                                "differences are taken within seeds. --resume skips what is finished.\n"
                                "Presets: small, light.\n\n"
                                "Examples:\n"
                                "  blackbody train twins --data d/ --test d/ --network light -o twins/\n",
                            .flags = flags_of_train_twins};
const Registered<Command> twins_entry{twins_command};

}  // namespace
}  // namespace blackbody
