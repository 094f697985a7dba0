/// train cnn, train wave: the words and flags.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void number(CLI::App& app, const std::string& group, const char* name, double& to, const char* says) {
    app.add_option(name, to, says)->type_name("X")->check(CLI::NonNegativeNumber)->group(group);
}
void count(CLI::App& app, const std::string& group, const char* name, std::int64_t& to, const char* says) {
    app.add_option(name, to, says)->type_name("N")->check(CLI::NonNegativeNumber)->group(group);
}
void choice(CLI::App& app, const std::string& group, const char* name, std::string& to, const char* says) {
    app.add_option(name, to, says)->type_name("NAME")->group(group);
}

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
    choice(app, group, "--split", o.split, "which of several in the folder (train)");
    app.add_option("--labels", o.labels, "class numbers, where they are not found by name")
        ->type_name("FILE")
        ->group(group);
    count(app, group, "--limit", o.limit, "at most so many samples");
    app.add_option("--held-out", o.train_network.held_out, "share of them, or data, to watch it by (0)")
        ->type_name("X|DATA")
        ->group(group);
    app.add_option("--test", o.train_network.test, "data that it is scored on at the end")
        ->type_name("DATA")
        ->group(group);
}

void add_learning_flags(CLI::App& app, Options& o) {
    TrainNetworkFlags& t = o.train_network;
    const std::string group = "How it learns";
    number(app, group, "--epochs", t.epochs, "passes over the data (10)");
    count(app, group, "--updates", t.updates, "or batches");
    count(app, group, "--batch", t.batch, "samples an update (128)");
    choice(app, group, "--cost", t.cost, "born, cross-entropy, free-energy, square");
    number(app, group, "--smoothing", t.smoothing, "share of a label spread over all classes (0)");
    choice(app, group, "--rule", t.rule, "sgd, adamw (sgd)");
    number(app, group, "--rate", t.rate, "at the start (0.1; adamw 0.002)");
    number(app, group, "--momentum", t.momentum, "of sgd, Nesterov's (0.9)");
    number(app, group, "--decay", t.decay, "of weights (0.0005; adamw 0.01)");
    choice(app, group, "--schedule", t.schedule, "of the rate: cosine, step, constant (cosine)");
    number(app, group, "--warm-up", t.warm_up, "epochs in which the rate rises (0)");
    app.add_option("--steps", t.steps, "of schedule step: shares of the training (0.5,0.75)")
        ->type_name("X,..")
        ->delimiter(',')
        ->group(group);
    number(app, group, "--factor", t.factor, "at each of them (0.1)");
    choice(app, group, "--order", t.order, "together, greedy, in-turn (together); see below");
    number(app, group, "--machine-rate", t.machine_rate, "of layers that learn as machines (0.1)");
    count(app, group, "--shift", t.shift, "pictures by at most so many pixels (0)");
    app.add_flag("--mirror", t.mirror, "every second picture, left and right")->group(group);
    count(app, group, "--erase", t.erase, "a square of so many pixels anywhere (0)");
}

void add_run_flags_of_training(CLI::App& app, Options& o, const char* output) {
    const std::string group = "How it runs";
    count(app, group, "--checkpoint-every", o.train_network.checkpoint_every, "updates (once an epoch)");
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
        ->check(CLI::PositiveNumber)
        ->group(group);
    app.add_option("--film-pictures", t.film_pictures, "of those held out, else learned (256)")
        ->type_name("N")
        ->check(CLI::PositiveNumber)
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
    count(app, "How it runs", "--seeds", o.train_network.seeds, "trainings of each network (5)");
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
                              "  blackbody train cnn --data fashion-mnist/ --test fashion-mnist/ -o cnn.safetensors\n"
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
                               "  blackbody train wave --data fashion-mnist/ --test fashion-mnist/ -o w.safetensors\n",
                           .flags = flags_of_train_network};
const Registered<Command> wave_entry{wave_command};

const Command twins_command{.name = "train twins",
                            .order = 6,
                            .summary = "a wave network and its two real twins, over seeds",
                            .detail =
                                "--network describes the wave network. Its twins have the same layers over the real\n"
                                "numbers: one with as many learned numbers, one with as many products a picture (a\n"
                                "complex layer cannot match both). Same seeds, same batches; differences are taken\n"
                                "within seeds. --resume skips what is finished.\n"
                                "Presets: small, light.\n\n"
                                "Examples:\n"
                                "  blackbody train twins --data d/ --test d/ --network light -o twins/\n",
                            .flags = flags_of_train_twins};
const Registered<Command> twins_entry{twins_command};

}  // namespace
}  // namespace blackbody
