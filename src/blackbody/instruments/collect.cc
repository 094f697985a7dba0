#include "blackbody/instruments/collect.h"

#include <ATen/Parallel.h>

namespace blackbody {

Results collect(const System& system, Measured measured, DataCard data, RunInfo run) {
    // What ran, as far as nobody said otherwise.
    if (run.version.empty()) run.version = BLACKBODY_VERSION;
    if (run.device.empty()) run.device = "cpu";
    if (run.dtype.empty()) run.dtype = system.card().dtype;
    run.threads = at::get_num_threads();

    Results results{.run = std::move(run), .system = system.card(), .data = std::move(data)};
    for (const Site& site : system.sites()) results.sites.push_back(site.info);
    results.measurements = std::move(measured.measurements);
    results.skipped = std::move(measured.skipped);
    results.data.samples_used = measured.samples_used;
    results.data.no_state = std::move(measured.no_state);
    results.data.notes.insert(results.data.notes.end(), measured.notes.begin(), measured.notes.end());
    results.findings = judge(results);
    return results;
}

}  // namespace blackbody
