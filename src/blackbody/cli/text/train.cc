/// train: the words and flags of the command.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void add_kind_flags(CLI::App& app, Options& o) {
    TrainFlags& t = o.train;
    const std::string group = "The machine";
    app.add_option("--hidden", t.hidden, "hidden units, one number a layer (500; 500,1000)")
        ->type_name("N,..")
        ->delimiter(',')
        ->check(in(whole(1, most_units)))
        ->group(group);
    app.add_option("--units", o.machine.units, "of visible, hidden, .. (bernoulli); see below")
        ->type_name("NAME,..")
        ->delimiter(',')
        ->group(group);
    app.add_option("--colours", o.machine.colours, "states of a hidden potts unit")
        ->type_name("Q")
        ->check(in(whole(2, most_colours)))
        ->group(group);
    app.add_flag("--labels", t.labels, "rbm: learn the data's labels, too; it classifies")->group(group);
    app.add_option("--spread", t.spread, "standard deviation of the weights at the start (0.01)")
        ->type_name("X")
        ->check(in(from(0, 100)))
        ->group(group);
}

void add_source_flags(CLI::App& app, Options& o) {
    const std::string group = "Data";
    app.add_option("--data", o.data, "states to learn: npy, npz, IDX, CSV, FASTA, images")
        ->type_name("DATA")
        ->required()
        ->group(group);
    app.add_option("--split", o.split, "which of several data sets: train, ...")->type_name("NAME")->group(group);
    app.add_option("--limit", o.limit, "at most so many samples")
        ->type_name("N")
        ->check(in(whole(1, most_samples)))
        ->group(group);
    app.add_option("--held-out", o.train.held_out, "share of them that is not learned, or data (0.1)")
        ->type_name("X|DATA")
        ->check(share_or_data())
        ->group(group);
    add_state_flags(app, o);
}

void add_length_flags(CLI::App& app, Options& o) {
    TrainFlags& t = o.train;
    const std::string group = "How long";
    app.add_option("--epochs", t.epochs, "passes over the data, of each stage (30)")
        ->type_name("N")
        ->check(in(above(0, most_epochs)))
        ->group(group);
    app.add_option("--updates", t.updates, "or batches")
        ->type_name("N")
        ->check(in(whole(1, most_updates)))
        ->group(group);
    app.add_option("--layerwise", t.layerwise, "dbm: epochs of each layer alone beforehand (0)")
        ->type_name("N")
        ->check(in(from(0, most_epochs)))
        ->group(group);
    app.add_option("--checkpoint-every", t.checkpoint_every, "updates (fifty times a stage, at most once an epoch)")
        ->type_name("N")
        ->check(in(whole(1, most_updates)))
        ->group(group);
    app.add_flag("--resume", t.resume, "go on from the checkpoint in -o, where there is one")->group(group);
}

void add_learning_flags(CLI::App& app, Options& o) {
    TrainFlags& t = o.train;
    const std::string group = "How it learns";
    const auto number = [&](const char* name, auto& to, const NumberRange& range, const char* says) {
        app.add_option(name, to, says)->type_name("X")->check(in(range))->group(group);
    };
    const auto count = [&](const char* name, std::int64_t& to, const char* says) {
        app.add_option(name, to, says)->type_name("N")->check(in(whole(1, most_chains)))->group(group);
    };
    app.add_option("--method", t.method, "the model's average: cd, pcd, pt (pcd)")
        ->check(CLI::IsMember({"cd", "pcd", "pt"}))
        ->type_name("NAME")
        ->group(group);
    count("--batch", t.batch, "samples an update (100)");
    count("--chains", t.chains, "that make the model's average (100)");
    count("--steps", t.steps, "Gibbs steps an update (1; dbm 5)");
    app.add_option("--rungs", t.rungs, "of pt's ladder (10)")->type_name("N")->check(in(whole(2, 1000)))->group(group);
    app.add_option("--rule", t.rule, "sgd, adam (sgd)")
        ->check(CLI::IsMember({"sgd", "adam"}))
        ->type_name("NAME")
        ->group(group);
    number("--rate", t.rate, above(0, most_number), "at the start (0.05; adam 0.001)");
    number("--upper-rate", t.upper_rate, above(0, most_number), "dbn, dbm: of stages behind the first (the same)");
    number("--last-rate", t.last_rate, from(0, 1), "share of it at the end, falling linearly (0)");
    number("--momentum", t.momentum, below(0, 1), "of sgd (0)");
    number("--l1", t.l1, from(0, most_number), "decay of weights by their sign (0)");
    number("--l2", t.l2, from(0, most_number), "decay of weights (0)");
    number("--sparsity", t.sparsity, between(0, 1), "mean activity that hidden units are drawn to (none)");
    number("--sparsity-strength", t.sparsity_strength, from(0, 1e6), "how strongly (1)");
    number("--max-norm", t.max_norm, above(0, 1e6), "longest weight vector of a hidden unit (any)");
    app.add_flag_callback(
           "--no-centred", [&t] { t.centred = false; }, "the plain gradient, not the centred one")
        ->group(group);
}

void flags_of_train(CLI::App& app, Options& o) {
    add_kind_flags(app, o);
    add_source_flags(app, o);
    add_length_flags(app, o);
    add_learning_flags(app, o);
    const std::string group = "How it runs";
    app.add_option("--temperatures", o.train.temperatures, "of the last estimate of ln Z, 0 for none (1000)")
        ->type_name("N")
        ->check(in(whole(0, most_temperatures)))
        ->group(group);
    add_training_flags(app, o, o.train.output, "the machine, safetensors; before, its checkpoints");
    app.add_option("--json", o.json, "what was found at the end, - for standard output")
        ->type_name("FILE")
        ->group("Results");
}

const char* const examples_of_machines =
    "A checkpoint is the machine's file itself, written whole or not at all. A run\n"
    "that was stopped, however, and resumed ends in the same bytes as one that was\n"
    "not. Units: bernoulli, spin, potts, gaussian, relu, drelu.\n\n"
    "Examples:\n"
    "  blackbody train rbm --data train.npz -o rbm.safetensors --epochs 100\n"
    "  blackbody train rbm --data train.npz -o rbm.safetensors --epochs 100 --resume\n"
    "  blackbody train dbm --data train.npz -o dbm.safetensors --hidden 500,1000\n"
    "  blackbody train rbm --data family.fasta --units potts,drelu -o f.safetensors\n";

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
