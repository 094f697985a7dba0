#pragma once
/// What the training of a Boltzmann machine is asked for.
///
/// Learning rates multiply the gradient of the mean log-probability in nats. What is not given is settled when the
/// machine and the number of samples are known.
#include "blackbody/base/fields.h"
#include "blackbody/util/rng.h"

namespace blackbody {

/// Of one RBM, and of every stage of deeper machines (training/machines/contrastive.h).
struct ContrastiveOptions {
    std::int64_t batch = 100, chains = 100, steps = 1;
    bool persistent = true, is_centred = true;
    std::optional<double> lr{};  ///< not given: 0.05; with adam 0.001
    double momentum = 0;
    double l1 = 0, weight_decay = 0;  ///< on W
    Seed seed = 0;
    bool may_be_bit_packed = true;  ///< false: the reference implementation, for comparison
};

/// All stages, one after another (training/machines/training_plans.h).
struct MachineTrainingOptions {
    std::string kind = "rbm";            ///< rbm, dbn, dbm
    std::vector<std::int64_t> hidden{};  ///< units a layer; none: 500, of dbn and dbm 500 and 1000
    std::vector<std::string> units{};    ///< of the visible layer and the hidden ones, the last for all above
    std::optional<std::int64_t> potts_states{};
    std::int64_t classes = 0;               ///< of labels that are learned; 0: none
    double init_std = .01;                  ///< of W
    double epochs = 30;                     ///< of a stage
    std::optional<std::int64_t> updates{};  ///< where given, epochs do not count
    double pretrain_epochs = 0;             ///< of each layer before a dbm learns together
    std::optional<std::int64_t> pretrain_updates{};
    std::string method = "pcd";
    std::int64_t rungs = 10;
    ContrastiveOptions contrastive{};
    std::string optimizer = "sgd";
    std::optional<double> upper_lr{};  ///< of stages behind the first
    double lr_end_factor = 0;          ///< share of the rate that is left at the end
    std::optional<double> sparsity{};
    double sparsity_strength = 1;
    std::optional<double> max_norm{};
};

inline constexpr const char *of_the_machine = "The machine", *how_long = "How long", *how_it_learns = "How it learns";

void fields(Is<ContrastiveOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = how_it_learns, f(field, value); };
    const NumberRange count = whole(1, 1e7), number = from(0, 1e6);
    add({.key = "batch", .help = "samples an update", .range = count}, x.batch);
    add({.key = "chains", .help = "that make the model's average", .range = count}, x.chains);
    add({.key = "steps", .help = "Gibbs steps an update", .range = count}, x.steps);
    add({.key = "lr",
         .help = "learning rate at the start",
         .range = above(0, 1e6),
         .name = "learning rate",
         .shown = "0.05; adam 0.001"},
        x.lr);
    add({.key = "momentum", .help = "of sgd", .range = below(0, 1)}, x.momentum);
    add({.key = "l1", .help = "decay of weights by their sign", .range = number}, x.l1);
    add({.key = "weight_decay", .help = "decay of weights", .range = number}, x.weight_decay);
    add({.key = "centred", .help = "the plain gradient, not the centred one"}, x.is_centred);
    add({.key = "seed"}, x.seed);
}

void fields(Is<MachineTrainingOptions> auto& x, auto&& f) {
    const auto in_group = [&](const char* group) {
        return [&f, group](OptionField field, auto& value) { field.group = group, f(field, value); };
    };
    const auto shape = in_group(of_the_machine), length = in_group(how_long), learning = in_group(how_it_learns);
    f(OptionField{.key = "kind", .words = {"rbm", "dbn", "dbm"}}, x.kind);
    shape({.key = "hidden", .help = "hidden units a layer", .range = whole(1, 1e6), .shown = "500; dbn, dbm 500,1000"},
          x.hidden);
    shape({.key = "units", .help = "of visible, hidden, ..; see below", .shown = "bernoulli"}, x.units);
    shape({.key = "potts_states", .help = "of a hidden potts unit", .range = whole(2, 255)}, x.potts_states);
    f(OptionField{.key = "classes", .range = whole(0, 1000)}, x.classes);
    shape({.key = "init_std", .help = "standard deviation of the first weights", .range = from(0, 100)}, x.init_std);

    length({.key = "epochs", .help = "passes over the data, of each stage", .range = above(0, 1e6), .decides = false},
           x.epochs);
    length({.key = "updates", .help = "or batches", .range = whole(1, 1e12)}, x.updates);
    length({.key = "pretrain_epochs",
            .help = "dbm: of each layer alone beforehand",
            .range = from(0, 1e6),
            .decides = false},
           x.pretrain_epochs);
    length({.key = "pretrain_updates", .help = "or batches", .range = whole(0, 1e12)}, x.pretrain_updates);

    learning({.key = "method", .help = "the model's average: cd, pcd, pt", .words = {"cd", "pcd", "pt"}}, x.method);
    learning({.key = "rungs", .help = "of pt's ladder", .range = whole(2, 1000)}, x.rungs);
    learning({.key = "optimizer", .help = "sgd, adam", .words = {"sgd", "adam"}}, x.optimizer);
    fields(x.contrastive, f);
    learning({.key = "upper_lr", .help = "of stages behind the first", .range = above(0, 1e6), .shown = "the same"},
             x.upper_lr);
    learning({.key = "lr_end_factor", .help = "share of the rate at the end, falling linearly", .range = from(0, 1)},
             x.lr_end_factor);
    learning({.key = "sparsity", .help = "mean activity that hidden units are drawn to", .range = between(0, 1)},
             x.sparsity);
    learning({.key = "sparsity_strength", .help = "how strongly", .range = from(0, 1e6)}, x.sparsity_strength);
    learning({.key = "max_norm", .help = "longest weight vector of a hidden unit", .range = above(0, 1e6)}, x.max_norm);
}

/// Throw OptionError: "learning rate: expected a number above 0, at most 1,000,000, found 0". Whoever learns asks it.
void check(const ContrastiveOptions& options);
void check(const MachineTrainingOptions& options);

/// With everything said that was not given, for a training of so many samples.
MachineTrainingOptions settled(MachineTrainingOptions options, std::int64_t samples);

double lr_of(const ContrastiveOptions& options);

}  // namespace blackbody
