#pragma once
/// What a run of a machine's training is asked for beside how it learns: what is held out, how often it is evaluated,
/// and where the file is.
#include "blackbody/training/options/machine_options.h"

namespace blackbody {

/// Of rbm, dbn and dbm.
struct MachineRunOptions {
    MachineTrainingOptions learning{};
    bool labels = false;  ///< rbm: a unit of labels beside the visible ones
    std::string validation = "0.1";
    std::optional<std::int64_t> monitor{};  ///< updates between two evaluations, each with a checkpoint
    bool resume = false;
    std::int64_t temperatures = 1000;  ///< of the last estimate of ln Z; 0: none
    std::string save;                  ///< the machine's file, its checkpoints before that
};

void fields(Is<MachineRunOptions> auto& x, auto&& f) {
    fields(x.learning, f);
    const auto add = [&](const char* group, OptionField field, auto& value) {
        field.group = group, field.decides = field.key == std::string("monitor"), f(field, value);
    };
    add(of_the_machine, {.key = "labels", .help = "rbm: learn the data's labels, too; it classifies"}, x.labels);
    add("Data", {.key = "validation", .help = "share that is not learned, or data", .takes = "X|DATA"}, x.validation);
    add(how_long,
        {.key = "monitor",
         .help = "updates between evaluations",
         .range = whole(1, 1e12),
         .shown = "an epoch; 50 at most"},
        x.monitor);
    add(how_long, {.key = "resume", .help = "go on from the checkpoint in the file, if any"}, x.resume);
    add("How it runs",
        {.key = "temperatures", .help = "of the last estimate of ln Z, 0 for none", .range = whole(0, 1e7)},
        x.temperatures);
    add("Results",
        {.key = "save",
         .help = "the machine, safetensors; before, its checkpoints",
         .takes = "MODEL",
         .is_required = true},
        x.save);
}

}  // namespace blackbody
