#pragma once
/// What is asked of a machine's own chains.
#include "blackbody/base/fields.h"

namespace blackbody {

struct SampleOptions {
    std::optional<std::int64_t> chains{};  ///< else the command's own choice
    std::int64_t steps = 1000;             ///< burn-in: before the first evaluation
    std::int64_t evaluations = 1;          ///< how often states are kept
    std::int64_t thin = 100;               ///< steps between two evaluations
    double beta = 1;                       ///< inverse temperature
    std::string clamp;                     ///< a table of one line: values of visible units, nan where they are free
    bool means = false;                    ///< <v | h> instead of states
    std::string save;                      ///< .npy, .csv, .png
};

void fields(Is<SampleOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = "Chains", f(field, value); };
    add({.key = "chains",
         .help = "independent chains",
         .range = whole(1, 1e7),
         .shown = "64; with data as many as samples"},
        x.chains);
    add({.key = "steps", .help = "burn-in, before the first evaluation", .range = whole(0, 1e9), .takes = "K"},
        x.steps);
    add({.key = "evaluations", .help = "how often states are kept", .range = whole(1, 1e6)}, x.evaluations);
    add({.key = "thin", .help = "steps between two evaluations", .range = whole(1, 1e9), .takes = "K"}, x.thin);
    add({.key = "beta", .help = "inverse temperature", .range = from(0, 1e6)}, x.beta);
    add({.key = "clamp", .help = "a CSV line: values held fixed, nan where a unit is free", .takes = "FILE"}, x.clamp);
    add({.key = "means", .help = "means given the hidden states, not states"}, x.means);
    f(OptionField{.key = "save",
                  .help = "states as .npy or .csv, pictures as .png",
                  .group = "Results",
                  .takes = "FILE",
                  .is_required = true},
      x.save);
}

}  // namespace blackbody
