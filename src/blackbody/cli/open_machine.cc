#include "blackbody/cli/open_machine.h"

#include <algorithm>

#include "blackbody/cli/machines.h"
#include "blackbody/cli/thermal_request.h"
#include "blackbody/experiments/machines/machine_results.h"

namespace blackbody {
namespace {

void add_thermodynamics(Results& results, const LoadedEnsemble& ensemble, const States& states, const Options& options,
                        ProgressBar& bar) {
    const ThermalMeasured measured = measure_thermal(ensemble, thermal_request(options, ensemble, states, bar));
    results.measurements.insert(results.measurements.begin(), measured.measurements.begin(),
                                measured.measurements.end());
    results.skipped.insert(results.skipped.end(), measured.skipped.begin(), measured.skipped.end());
}

/// The bound of a deep machine on the log-probability of the data.
void add_bound(Results& results, Measurement& learning, const MachineFile& file, const States& states,
               const Options& options, ProgressBar& bar) {
    if (!states.values.defined()) {
        results.skipped.push_back({"learning", "machine", "there are no data whose log-probability could be bounded"});
        return;
    }
    const Evaluation found =
        evaluate(file.machine, {states.values, states.values, states.labels},
                 {.temperatures = 3000, .seed = options.seed, .progress = watcher_of(bar).stage("bound")});
    learning.estimates = found.estimates;
    if (!found.refused.empty()) results.skipped.push_back({"learning", "machine", found.refused});
}

}  // namespace

void add_machine(Results& results, const System& system, const OpenedSource& data, const Options& options,
                 ProgressBar& bar) {
    const bool is_left_out = !options.only.empty() || std::count(options.skip.begin(), options.skip.end(), "ensembles");
    const auto* ensemble = dynamic_cast<const LoadedEnsemble*>(&system);
    if (ensemble == nullptr || is_left_out || options.command != "open") return;
    const std::string kind = ensemble->machine().kind();
    results.sites.insert(results.sites.begin(), {.name = "machine", .op = kind, .role = Role::weight, .axes = ""});

    const MachineFile& file = ensemble->file();
    Measurement learning{.observable = "learning", .site = "machine", .estimates = {}, .curves = history_of(file)};
    if (kind == "rbm") add_thermodynamics(results, *ensemble, data.states, options, bar);
    else add_bound(results, learning, file, data.states, options, bar);
    if (!learning.estimates.empty() || !learning.curves.empty()) results.measurements.push_back(std::move(learning));
    results.findings = judge(results);
}

}  // namespace blackbody
