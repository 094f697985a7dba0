/// train rbm, dbn, dbm: data in, a machine out, with a checkpoint at every evaluation.
#include <cmath>
#include <iomanip>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/machines.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/experiments/machines/machine_results.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

MachineRunRequest machine_request(const Options& options) {
    MachineRunRequest request{
        .options = options.train, .data = options.data, .states = state_options(options), .seed = options.seed};
    request.options.learning.kind = options.command.substr(options.command.rfind(' ') + 1);
    return request;
}

/// A heading a stage, a line an evaluation.
MachineWatch watch_of(const Options& options, ProgressBar& bar, Console& console) {
    MachineWatch watch{.watcher = watcher_of(bar)};
    if (options.quiet) return watch;
    watch.evaluation = [&, stage = std::string()](const ProgressPoint& point, double seconds) mutable {
        bar.clear();
        if (stage != point.stage) console.err << heading_of(point) << "      s\n";
        stage = point.stage;
        console.err << line_of(point) << std::setw(7) << std::llround(seconds) << "\n";
    };
    return watch;
}

void say(const Evaluation& evaluation, const std::string& path, Console& console) {
    console.out << escape_control(path) << "\n";
    if (!evaluation.refused.empty()) console.out << "no log-probability: " << evaluation.refused << "\n";
    for (const Estimate& e : evaluation.estimates)
        console.out << "  learning." << e.name << " "
                    << (e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value, 7))
                    << "  (n " << with_commas(e.n) << ")\n";
}

int run_train(const Options& options, Console& console) {
    check_saved_as_safetensors(options.train.save);
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const MachineRun run = open_machine_run(machine_request(options));

    ProgressBar bar(console, options.quiet);
    const MachineFile file = learn(run, watch_of(options, bar, console));
    bar.clear();
    if (!has_outputs(options) && (options.train.temperatures == 0 || options.quiet)) return 0;

    const Evaluation evaluation = evaluate(run, file, watcher_of(bar));
    bar.clear();
    if (!takes_standard_output(options) && !options.quiet) say(evaluation, options.train.save, console);
    write_files(results_of(run, file, evaluation, run_info(options, "float64")), options, console);
    return 0;
}

const HeavyCommand kinds[] = {{"train rbm", run_train}, {"train dbn", run_train}, {"train dbm", run_train}};
const std::vector<Registered<HeavyCommand>> entries(std::begin(kinds), std::end(kinds));

}  // namespace
}  // namespace blackbody
