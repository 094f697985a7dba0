#pragma once
/// The fields of what several commands take: as in base/fields.h, in the order of the help.
///
///     add_fields<RunFlags>(app, options);                                  all of them
///     add_some<RunFlags>(app, options, {{"quiet", "no progress"}});        one, in other words
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

void fields(Is<DataFlags> auto& x, auto&& f) {
    f(OptionField{.key = "data",
                  .help = "npy, npz, IDX, csv, folders of images or files; noise",
                  .group = "Data",
                  .takes = "DATA"},
      x.data);
    fields(x.samples, f);
}

void fields(Is<MachineFlags> auto& x, auto&& f) {
    fields(x.machine, f);
    f(OptionField{.key = "picture",
                  .help = "visible units are pixels: 28x28, or 28x28,columns",
                  .group = "Boltzmann machine from arrays",
                  .takes = "HxW"},
      x.picture);
}

void fields(Is<ChoiceFlags> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = "What is measured", f(field, value); };
    add({.key = "only", .help = "instruments or families (`blackbody list`)"}, x.only);
    add({.key = "skip", .help = "leave these out"}, x.skip);
    add({.key = "layers", .help = "only sites whose name matches", .takes = "GLOB,.."}, x.layers);
    add({.key = "scores", .help = "which output holds the class scores, of several", .takes = "OUTPUT"}, x.scores);
    for (auto& own : x.own) fields(own, add);
    add({.key = "nulls", .help = "draws of each null, 0 for none", .range = whole(0, 1e4)}, x.null_draws);
}

void fields(Is<RunFlags> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = "How it runs", f(field, value); };
    add({.key = "seed", .help = "of every random number", .takes = "N"}, x.seed);
    add({.key = "threads", .help = "default: all cores", .range = whole(1, 1024)}, x.threads);
    add({.key = "device", .help = "cpu, cuda, cuda:1"}, x.device);
    add({.key = "budget",
         .help = "leave out what takes longer, and say so: 60s, 5m",
         .range = above(0, 0x1p60),
         .takes = "TIME",
         .suffixes = {{'s', 1}, {'m', 60}, {'h', 3600}},
         .amount = "a time such as 60s or 5m"},
        x.budget_seconds);
    add({.key = "max_memory",
         .help = "choose batches to stay below: 800M, 2G",
         .range = above(0, 0x1p60),
         .takes = "SIZE",
         .suffixes = {{'K', 0x1p10}, {'M', 0x1p20}, {'G', 0x1p30}},
         .amount = "a size such as 800M or 2G"},
        x.max_memory);
    add({.key = "quiet", .help = "no summary, no progress", .letter = 'q'}, x.quiet);
    add({.key = "verbose", .help = "every number of every site", .letter = 'v'}, x.verbose);
}

void fields(Is<OutputFlags> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) {
        field.group = "Results", field.takes = "FILE", f(field, value);
    };
    add({.key = "output", .help = "the report, one HTML file", .letter = 'o'}, x.html);
    add({.key = "json", .help = "all results as JSON, - for standard output"}, x.json);
    add({.key = "csv", .help = "all numbers as a table, - for standard output"}, x.csv);
}

void fields(Is<GateFlags> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) {
        field.group = "Gates (exit 1 if one fails)", f(field, value);
    };
    add({.key = "fail_on",
         .help = "e.g. 'energy.accuracy < 0.8' (`explain gates`)",
         .takes = "RULE",
         .has_commas = false},
        x.fail_on);
    add({.key = "baseline", .help = "an earlier --json file that rules compare with", .takes = "FILE"}, x.baseline);
    add({.key = "reference", .help = "stored outputs (npy, npz): show the largest difference", .takes = "FILE"},
        x.reference);
    add({.key = "tolerance", .help = "of --reference (1e-4; half precision: 16 of its steps)", .range = from(0, 1e9)},
        x.tolerance);
}

/// --seed, --threads, -q of what learns or draws.
inline void add_training_flags(CLI::App& app, Options& options) {
    add_some<RunFlags>(app, options, {{"seed"}, {"threads"}, {"quiet", "no progress"}});
}

}  // namespace blackbody
