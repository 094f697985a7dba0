#pragma once
/// What the training of a network of layers is asked for. What is not given is settled when the number of samples is
/// known.
#include "blackbody/base/fields.h"
#include "blackbody/util/rng.h"

namespace blackbody {

/// How a gradient moves the parameters (training/core/optimizer.h).
struct OptimizerOptions {
    std::string name = "sgd";  ///< sgd, adamw
    double momentum = .9;
    std::optional<double> weight_decay{};  ///< not given: 0.0005, of adamw 0.01
};

/// The learning rate over a training (training/core/schedule.h).
struct RatePlan {
    std::optional<double> lr{};                     ///< not given: 0.1, of adamw 0.002
    std::string schedule = "cosine";                ///< cosine, step, constant
    double warm_up = 0;                             ///< epochs
    std::optional<std::int64_t> warm_up_updates{};  ///< where given, epochs do not count
    std::vector<double> steps{.5, .75};             ///< of schedule step, shares of all updates
    double factor = .1;                             ///< at each of them
};

struct Augmentation {
    std::int64_t random_shift = 0;  ///< at most so many pixels each way, black comes in
    bool hflip = false;             ///< left and right, every second picture
    std::int64_t cutout = 0;        ///< side of a square that is set to black, anywhere
};

struct NetworkTrainingOptions {
    std::int64_t batch = 128;
    double epochs = 10;
    std::optional<std::int64_t> updates{};  ///< of the whole training, which the rate's plan runs over
    std::string loss = "cross-entropy";
    double label_smoothing = 0;
    OptimizerOptions optimizer{};
    RatePlan rate{};
    Augmentation augmentation{};
    Seed seed = 0;
};

inline constexpr const char* how_networks_learn = "How it learns";

void fields(Is<OptimizerOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = how_networks_learn, f(field, value); };
    add({.key = "optimizer", .help = "sgd, adamw", .words = {"sgd", "adamw"}}, x.name);
    add({.key = "momentum", .help = "of sgd, Nesterov's", .range = below(0, 1)}, x.momentum);
    add({.key = "weight_decay", .help = "of weights", .range = from(0, 1e6), .shown = "0.0005; adamw 0.01"},
        x.weight_decay);
}

void fields(Is<RatePlan> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = how_networks_learn, f(field, value); };
    add({.key = "lr",
         .help = "learning rate at the start",
         .range = above(0, 1e6),
         .name = "learning rate",
         .shown = "0.1; adamw 0.002"},
        x.lr);
    add({.key = "schedule", .help = "of the rate: cosine, step, constant", .words = {"cosine", "step", "constant"}},
        x.schedule);
    add({.key = "warm_up", .help = "epochs in which the rate rises", .range = from(0, 1e6), .decides = false},
        x.warm_up);
    add({.key = "warm_up_updates", .help = "or batches", .range = whole(0, 1e12)}, x.warm_up_updates);
    add({.key = "steps", .help = "of schedule step: shares of the training", .range = between(0, 1)}, x.steps);
    add({.key = "factor", .help = "at each of them", .range = from(0, 1)}, x.factor);
}

void fields(Is<Augmentation> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = how_networks_learn, f(field, value); };
    add({.key = "random_shift", .help = "pictures by at most so many pixels", .range = whole(0, 8192)}, x.random_shift);
    add({.key = "hflip", .help = "every second picture, left and right"}, x.hflip);
    add({.key = "cutout", .help = "a square of so many pixels anywhere", .range = whole(0, 8192)}, x.cutout);
}

void fields(Is<NetworkTrainingOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = how_networks_learn, f(field, value); };
    add({.key = "epochs", .help = "passes over the data", .range = above(0, 1e6), .decides = false}, x.epochs);
    add({.key = "updates", .help = "or batches", .range = whole(1, 1e12)}, x.updates);
    add({.key = "batch", .help = "samples an update", .range = whole(1, 1e7)}, x.batch);
    add({.key = "loss",
         .help = "born, free-energy, square",
         .words = {"born", "cross-entropy", "free-energy", "square"},
         .shown = "cross-entropy"},
        x.loss);
    add({.key = "label_smoothing", .help = "share of a label spread over all classes", .range = below(0, 1)},
        x.label_smoothing);
    fields(x.optimizer, f), fields(x.rate, f), fields(x.augmentation, f);
    add({.key = "seed"}, x.seed);
}

/// Throws OptionError. Whoever learns asks it.
void check(const NetworkTrainingOptions& options);

/// With everything said that was not given, for a training on so many samples.
NetworkTrainingOptions settled(NetworkTrainingOptions options, std::int64_t samples);

}  // namespace blackbody
