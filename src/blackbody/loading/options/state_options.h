#pragma once
/// Data as states of a machine's visible units: what is asked for. Text: the front program fills it.
///
///     const StateOptions cut{.binarise = "threshold", .threshold = .3, .limit = 1000};
#include "blackbody/base/fields.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct StateOptions {
    std::string split{};                    ///< which of several data sets: "test"
    std::optional<std::string> binarise{};  ///< "threshold" or "sample"; else as it is
    double threshold = .5;                  ///< of grey values as 0 .. 1
    std::optional<std::int64_t> limit{};    ///< at most so many samples, spread over all
    std::string weights{};  ///< a file with one number a sample; "": alike (sequences: by their likeness)
    Seed seed = 0;
};

void fields(Is<StateOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) {
        field.group = "Data as states of a machine", f(field, value);
    };
    add({.key = "binarise",
         .help = "grey to 0 and 1: threshold, sample (by chance)",
         .words = {"threshold", "sample"},
         .takes = "HOW"},
        x.binarise);
    add({.key = "threshold", .help = "of grey values, black 0 to white 1", .range = from(-1e9, 1e9)}, x.threshold);
    add({.key = "weights", .help = "of samples, one number each", .takes = "FILE"}, x.weights);
    f(OptionField{.key = "split"}, x.split);
    f(OptionField{.key = "limit", .range = whole(1, 1e12)}, x.limit);
    f(OptionField{.key = "seed"}, x.seed);
}

}  // namespace blackbody
