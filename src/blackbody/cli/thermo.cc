/// thermo: a Boltzmann machine's partition function and thermodynamics.
#include <ATen/Parallel.h>

#include <chrono>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/cli/thermo_run.h"

namespace blackbody {
namespace {

Results results_of(const ThermoRun& run, std::vector<Measurement> measurements, const Options& options) {
    Results results{.run = run_info(options, "float64"), .system = run.system->card(), .data = run.data.card};
    results.sites = sites_of(run);
    results.measurements = std::move(measurements);
    results.skipped = run.skipped;
    results.findings = judge(results);
    return results;
}

int run_thermo(const Options& options, Console& console) {
    const auto start = std::chrono::steady_clock::now();
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    ProgressBar bar(console, options.quiet);
    ThermoRun run = open_thermo(options, bar);
    Results results = results_of(run, measure_thermo(run), options);
    bar.clear();
    results.run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    write_outputs(results, options, console);
    return check_gates(results, options, console);
}

const HeavyCommand thermo_command{"thermo", run_thermo};
const Registered<HeavyCommand> thermo_entry{thermo_command};

}  // namespace
}  // namespace blackbody
