#pragma once
/// How the arrays of a file are read as a Boltzmann machine. Text: the front program fills it.
///
///     const MachineOptions as_potts{.units = {"potts", "drelu"}, .colours = 21};
#include "blackbody/base/fields.h"

namespace blackbody {

struct MachineOptions {
    std::vector<std::string> keys{};  ///< names of W, a and b; empty: as they are usually called
    std::vector<std::string>
        units{};  ///< of both layers, or visible, hidden; empty: what the file says, else bernoulli
    std::optional<std::int64_t> colours{};  ///< q of Potts units where the file does not say
};

void fields(Is<MachineOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) {
        field.group = "Boltzmann machine from arrays", f(field, value);
    };
    add({.key = "keys", .help = "names of its arrays (W,a,b); W.T: transposed, -: none", .takes = "W,A,B"}, x.keys);
    add({.key = "units", .help = "bernoulli, spin, potts, gaussian, relu, drelu; or two"}, x.units);
    add({.key = "potts_states",
         .help = "states of a potts unit, if the file does not say",
         .range = whole(2, 255),
         .takes = "Q"},
        x.colours);
}

}  // namespace blackbody
