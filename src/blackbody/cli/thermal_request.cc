#include "blackbody/cli/thermal_request.h"

namespace blackbody {

ThermalRequest thermal_request(const Options& options, const Ensemble& ensemble, const States& states,
                               ProgressBar& bar) {
    ThermalRequest request{.data = {states.values, states.weights}, .options = options.thermal};
    if (!options.train_states.empty()) {
        Options other = options;
        other.data = options.train_states;
        const States train = open_states(other, ensemble);
        request.train = {train.values, train.weights};
    }
    request.options.seed = options.seed;
    if (options.command != "thermo") request.options.null_draws = options.null_draws;
    const bool only_log_z = !options.thermal.wants_curves() && options.thermal.log_z && options.html.empty();
    request.wants_curves = !only_log_z;
    request.watcher = watcher_of(bar, options.budget_seconds.value_or(0));
    return request;
}

}  // namespace blackbody
