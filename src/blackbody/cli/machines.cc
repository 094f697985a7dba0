#include "blackbody/cli/machines.h"

#include <cstdio>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
/// "28x28", or "28x28,columns" where the pixels are stored by columns.
Picture picture_of(const std::string& text) {
    if (text.empty()) return {};
    int height = 0, width = 0, used = 0;
    if (std::sscanf(text.c_str(), "%dx%d%n", &height, &width, &used) == 2 && height > 0 && width > 0) {
        const std::string rest = text.substr(static_cast<std::size_t>(used));
        if (rest.empty() || rest == ",columns") return {height, width, !rest.empty()};
    }
    throw Error(ErrorKind::usage, "--picture: expected 28x28 or 28x28,columns, found '" + escape_control(text) + "'");
}

StateOptions state_options(const Options& options) {
    StateOptions states = options.states;
    states.split = options.samples.split, states.limit = options.samples.limit, states.seed = options.seed;
    return states;
}

std::unique_ptr<LoadedEnsemble> open_ensemble(const Options& options) {
    return load_ensemble(options.model, options.machine, picture_of(options.picture), options.seed);
}

States open_states(const Options& options, const Ensemble& ensemble) {
    return load_states_of(ensemble, options.data, state_options(options));
}

}  // namespace blackbody
