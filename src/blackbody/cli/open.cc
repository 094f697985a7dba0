/// open and measure: a network and data in, measurements, findings and a report out.
#include <chrono>

#include "blackbody/cli/command_line.h"
#include "blackbody/cli/heavy.h"
#include "blackbody/cli/open_machine.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/reference.h"
#include "blackbody/cli/session.h"
#include "blackbody/instruments/collect.h"
#include "blackbody/instruments/measure.h"
#include "blackbody/instruments/memory.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

MeasureOptions measure_options(const Options& options, const System& system, ProgressBar& bar) {
    MeasureOptions measuring;
    measuring.instrument.seed = options.seed;
    measuring.instrument.convention = options.convention;
    measuring.layers = options.layers;
    measuring.null_draws = options.null_draws;
    measuring.budget_seconds = options.budget_seconds;
    if (options.max_memory) fit_memory(measuring, system, options.max_memory);
    measuring.progress = [&bar](const Progress& p) { bar.show(p.stage, p.done); };
    measuring.expect = [&bar](double seconds) { bar.expect(seconds); };
    measuring.interrupted = [] { return InterruptGuard::requested(); };
    return measuring;
}

/// Everything from the opened system to the results.
Results results_of(const System& system, const OpenedData& data, const Options& options, Console& console) {
    const auto start = std::chrono::steady_clock::now();
    ProgressBar bar(console, options.quiet);
    Measured measured = measure(system, data.source.get(), choose_instruments(options.only, options.skip),
                                measure_options(options, system, bar));
    const RunInfo run{.command = command_line(options), .device = options.device, .seed = options.seed};
    Results results = collect(system, std::move(measured), data.card, run);
    add_machine(results, system, data, options, bar);
    bar.clear();
    results.run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return results;
}

int run_open(const Options& given, Console& console) {
    Options options = given;
    if (options.command == "open" && options.html.empty()) options.html = "report.html";
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const std::unique_ptr<System> system = open_system(options);
    const OpenedData data = open_data(options, *system);

    // A wrong forward pass makes every number wrong: compare first.
    const int reference = options.reference.empty() ? 0 : check_reference(options, *system, data.source.get(), console);
    const Results results = results_of(*system, data, options, console);
    write_outputs(results, options, console);
    return std::max(reference, check_gates(results, options, console));
}

const HeavyCommand open_command{"open", run_open};
const Registered<HeavyCommand> open_entry{open_command};
const HeavyCommand measure_command{"measure", run_open};
const Registered<HeavyCommand> measure_entry{measure_command};

}  // namespace
}  // namespace blackbody
