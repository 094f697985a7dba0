#pragma once
/// What a run of a network's training is asked for beside how it learns: layers, stages, what is held out, how often it
/// is evaluated, what instruments watch, and where the file is.
#include "blackbody/training/options/network_options.h"

namespace blackbody {

/// What is watched while a network learns.
struct FilmOptions {
    std::vector<std::string> instruments{};
    std::optional<std::int64_t> every{};  ///< updates; else about twenty frames
    std::int64_t pictures = 256;
};

struct NetworkRunOptions {
    std::string network;  ///< layers as a text, or the name of a preset
    bool is_double = false;
    NetworkTrainingOptions learning{};
    std::string training = "joint";  ///< what learns when: joint, layer-wise, sequential
    double machine_lr = .1;          ///< of layers that learn as machines
    std::string validation = "0", test;
    std::optional<std::int64_t> monitor{};  ///< updates between two evaluations, each with a checkpoint
    bool resume = false;
    std::string save;  ///< the network's file, its checkpoints before that; of twins the folder
    FilmOptions film{};
    std::int64_t seeds = 5;  ///< trainings of each network, of twins
};

void fields(Is<FilmOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = "What is watched", f(field, value); };
    add({.key = "film", .help = "instruments read while it learns; `blackbody list`"}, x.instruments);
    add({.key = "film_every", .help = "updates between frames", .range = whole(1, 1e12), .shown = "about 20 frames"},
        x.every);
    add({.key = "film_pictures", .help = "of those held out, else learned", .range = whole(1, 1e7)}, x.pictures);
}

/// Without the film and the seeds, which not all commands have.
void fields(Is<NetworkRunOptions> auto& x, auto&& f) {
    f(OptionField{.key = "network",
                  .help = "layers as a text, or a preset; see below",
                  .group = "The network",
                  .shown = "small",
                  .takes = "TEXT"},
      x.network);
    f(
        OptionField{
            .key = "double", .help = "in double precision: to check laws, not to learn fast", .group = "The network"},
        x.is_double);
    fields(x.learning, f);
    f(OptionField{.key = "training",
                  .help = "joint, layer-wise, sequential; see below",
                  .group = how_networks_learn,
                  .words = {"joint", "layer-wise", "sequential"},
                  .shown = "joint"},
      x.training);
    f(OptionField{.key = "machine_lr",
                  .help = "of layers that learn as machines",
                  .group = how_networks_learn,
                  .range = above(0, 1e6)},
      x.machine_lr);
    f(OptionField{.key = "monitor",
                  .help = "updates between evaluations",
                  .group = "How it runs",
                  .range = whole(1, 1e12),
                  .shown = "an epoch"},
      x.monitor);
    const auto aside = [&](const char* group, OptionField field, auto& value) {
        field.group = group, field.decides = false, f(field, value);
    };
    aside("Data",
          {.key = "validation", .help = "share that is not learned, or data, to watch it by", .takes = "X|DATA"},
          x.validation);
    aside("Data", {.key = "test", .help = "data that it is scored on at the end", .takes = "DATA"}, x.test);
    aside("How it runs", {.key = "resume", .help = "go on from the checkpoint in the file, if any"}, x.resume);
    aside("Results",
          {.key = "save", .help = "safetensors; before, its checkpoints", .takes = "MODEL", .is_required = true},
          x.save);
}

}  // namespace blackbody
