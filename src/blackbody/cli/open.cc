/// open and measure: a network and data in, measurements, findings and a report out.
#include <algorithm>
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
#include "blackbody/instruments/remedies/remedy.h"
#include "blackbody/systems/ensembles/ensemble.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Of --budget: what states and weights of a machine get, beside its thermodynamics, which have at least so many
/// seconds.
constexpr double share_of_states = .4, least_seconds = .5;

bool is_machine(const System& system, const Options& options) {
    return options.command == "open" && dynamic_cast<const Ensemble*>(&system) != nullptr;
}

MeasureOptions measure_options(const Options& options, const System& system,
                               const std::vector<const Observable*>& instruments, ProgressBar& bar) {
    MeasureOptions measuring;
    measuring.instrument = {.seed = options.seed, .own = options.own};
    measuring.layers = options.layers;
    measuring.null_draws = options.null_draws;
    measuring.budget_seconds = options.budget_seconds.value_or(0) * (is_machine(system, options) ? share_of_states : 1);
    if (options.max_memory) fit_memory(measuring, system, instruments, *options.max_memory);
    measuring.watcher = watcher_of(bar);
    measuring.expect = [&bar](double seconds) { bar.expect(seconds); };
    return measuring;
}

double seconds_since(std::chrono::steady_clock::time_point began) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// Everything from the opened system to the results.
Results results_of(const System& system, const OpenedSource& data, const Options& options, Console& console,
                   std::chrono::steady_clock::time_point began) {
    const auto start = std::chrono::steady_clock::now();
    ProgressBar bar(console, options.quiet);
    const std::vector<const Observable*> instruments = choose_instruments(options.only, options.skip);
    MeasureOptions measuring = measure_options(options, system, instruments, bar);
    measuring.began = began;
    Measured measured = measure(system, data.source.get(), instruments, measuring);
    const RunInfo run{.command = command_line(options), .device = options.device, .seed = options.seed};
    Results results = collect(system, std::move(measured), data.card, run);
    if (!options.budget_seconds || seconds_since(began) < *options.budget_seconds)
        try_remedies(system, data.source.get(), results);
    Options rest = options;
    if (options.budget_seconds)
        rest.budget_seconds = std::max(*options.budget_seconds - seconds_since(began), least_seconds);
    add_machine(results, system, data, rest, bar);
    bar.clear();
    results.run.seconds = seconds_since(start);
    return results;
}

/// A report about nothing helps nobody: why there is nothing, in one line.
void refuse_nothing(const Results& results, const Options& options) {
    if (!results.measurements.empty()) return;
    std::vector<std::string> reasons;
    if (!results.data.labels_unused.empty()) reasons.push_back(results.data.labels_unused);
    for (const Skip& skip : results.skipped)
        if (std::find(reasons.begin(), reasons.end(), skip.reason) == reasons.end()) reasons.push_back(skip.reason);
    const std::size_t all = reasons.size();
    reasons.resize(std::min<std::size_t>(all, 3));
    throw Error(ErrorKind::model, {.file = options.model,
                                   .expected = "something to measure",
                                   .found = reasons.empty() ? "no layer that an instrument reads"
                                                            : "none: " + join(reasons, "; ") + (all > 3 ? "; ..." : ""),
                                   .advice = options.only.empty() && options.skip.empty() && options.layers.empty()
                                                 ? "`blackbody info` shows what the file holds"
                                                 : "leave --only, --skip and --layers out to measure what there is"});
}

int run_open(const Options& given, Console& console) {
    const auto began = std::chrono::steady_clock::now();
    Options options = given;
    if (options.command == "open" && options.html.empty()) options.html = "report.html";
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const std::unique_ptr<System> system = open_system(options);
    const OpenedSource data = open_data(options, *system);

    // A wrong forward pass makes every number wrong: compare first.
    const int reference = options.reference.empty() ? 0 : check_reference(options, *system, data.source.get(), console);
    const Results results = results_of(*system, data, options, console, began);
    refuse_nothing(results, options);
    write_outputs(results, options, console);
    return std::max(reference, check_gates(results, options, console));
}

const HeavyCommand open_command{"open", run_open};
const Registered<HeavyCommand> open_entry{open_command};
const HeavyCommand measure_command{"measure", run_open};
const Registered<HeavyCommand> measure_entry{measure_command};

}  // namespace
}  // namespace blackbody
