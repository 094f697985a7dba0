#include "blackbody/cli/open_machine.h"

#include <algorithm>

#include "blackbody/cli/thermo_run.h"

namespace blackbody {

void add_thermodynamics(Results& results, const System& system, const Options& options, ProgressBar& bar) {
    const bool is_left_out = !options.only.empty() || std::count(options.skip.begin(), options.skip.end(), "ensembles");
    const auto* ensemble = dynamic_cast<const Ensemble*>(&system);
    if (ensemble == nullptr || is_left_out || options.command != "open" || ensemble->machine().kind() != "rbm") return;
    ThermoRun run = open_thermo(options, bar);
    std::vector<Measurement> measured = measure_thermo(run);
    results.sites.insert(results.sites.begin(), sites_of(run).front());
    results.measurements.insert(results.measurements.begin(), measured.begin(), measured.end());
    results.skipped.insert(results.skipped.end(), run.skipped.begin(), run.skipped.end());
    results.findings = judge(results);
}

}  // namespace blackbody
