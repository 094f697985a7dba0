/// train cnn, train wave: labelled pictures in, a network out, with a checkpoint at every look.
#include "blackbody/cli/train_network.h"

#include <chrono>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/network_results.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Where the results are, and the first of them in words.
void say(const std::string& files, const Results& results, const Options& options, Console& console) {
    console.out << files << "\n";
    const Measurement& m = results.measurements.at(0);
    const Estimate *accuracy = find_estimate(m, "test_accuracy"), *loss = find_estimate(m, "test_loss");
    if (accuracy && loss)
        console.out << "  test accuracy " << with_error(100 * accuracy->value, 100 * accuracy->error.std_error())
                    << " % (labels alone " << short_number(100 * accuracy->nulls.at(0).mean, 3) << " %)\n  test loss "
                    << with_error(loss->value, loss->error.std_error()) << "  (n " << with_commas(accuracy->n) << ")\n";
    say_film(results, console.out);
    if (!options.html.empty() && options.html != "-")
        console.out << "\nReport: " << escape_control(options.html) << "\n";
}

/// One a line.
std::string files_of(const std::string& path, const NetworkOutcome& outcome) {
    std::string files = escape_control(path);
    if (!outcome.onnx.empty()) files += "\n" + escape_control(outcome.onnx);
    for (const std::string& machine : outcome.machines) files += "\n" + escape_control(machine);
    return files;
}

int run_train_network(const Options& options, Console& console) {
    const auto start = std::chrono::steady_clock::now();
    const std::string& path = options.train_network.save;
    if (!path.ends_with(".safetensors"))
        throw OptionError("save", "expected a name that ends in .safetensors, found '" + escape_control(path) + "'");
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const NetworkRun run = open_network_run(options);
    const Film film(run, options);

    NetworkOutcome outcome = learn(run, film, options, console);
    const bool has_outputs = !(options.json.empty() && options.csv.empty() && options.html.empty());
    if (options.quiet && !has_outputs) return 0;
    if (run.test.values.defined()) outcome.test = score(*run.network, run.test, find_cost(run.training.loss));
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const Results results = results_of(run, film, outcome, options);
    const bool is_taken = options.json == "-" || options.csv == "-" || options.html == "-";
    if (!options.quiet && !is_taken) say(files_of(path, outcome), results, options, console);
    Options only_files = options;
    only_files.quiet = true;
    write_outputs(results, only_files, console);
    return 0;
}

const HeavyCommand kinds[] = {{"train cnn", run_train_network}, {"train wave", run_train_network}};
const std::vector<Registered<HeavyCommand>> entries(std::begin(kinds), std::end(kinds));

}  // namespace
}  // namespace blackbody
