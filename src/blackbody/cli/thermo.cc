/// thermo: a Boltzmann machine's partition function and thermodynamics.
#include <chrono>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/cli/thermal_request.h"

namespace blackbody {
namespace {

int run_thermo(const Options& options, Console& console) {
    const auto start = std::chrono::steady_clock::now();
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    ProgressBar bar(console, options.quiet);
    const std::unique_ptr<LoadedEnsemble> ensemble = open_ensemble(options);
    const States states = options.data.empty() ? States{} : open_states(options, *ensemble);
    const ThermalMeasured measured = measure_thermal(*ensemble, thermal_request(options, *ensemble, states, bar));
    bar.clear();

    Results results{.run = run_info(options, "float64"), .system = ensemble->card(), .data = states.card};
    results.sites = {whole_site(*ensemble)};
    for (const Site& site : ensemble->sites()) results.sites.push_back(site.info);
    results.measurements = measured.measurements, results.skipped = measured.skipped;
    results.findings = judge(results);
    results.run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    write_outputs(results, options, console);
    return check_gates(results, options, console);
}

const HeavyCommand thermo_command{"thermo", run_thermo};
const Registered<HeavyCommand> thermo_entry{thermo_command};

}  // namespace
}  // namespace blackbody
