/// train cnn, train wave: labelled pictures in, a network out, with a checkpoint at every evaluation.
#include <fmt/format.h>

#include <chrono>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/network_call.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/experiments/networks/network_results.h"
#include "blackbody/instruments/report/film.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// First and last value of every headline quantity of the film, at the first and the last layer that has it. 80
/// columns.
void say_film(const Results& results, std::ostream& out) {
    const Measurement* film = find_measurement(results.measurements, "film", "network");
    if (film == nullptr) return;
    out << "\n  film, " << film->notes.at(0) << "\n";
    out << fmt::format("  {:<34}{:>22}{:>22}\n", "first frame -> last", "first layer", "last layer");
    for (const Curve& curve : film->curves) {
        if (!is_headline(curve, Records::registered())) continue;
        const std::vector<double>& v = curve.series.at(0).values;
        const bool is_map = curve.kind == Curve::Kind::map;
        const std::size_t frames = is_map ? curve.y.values.size() : curve.x.values.size(), sites = v.size() / frames;
        const auto way = [&](std::size_t site) {
            return short_number(v[site], 3) + " -> " + short_number(v[(frames - 1) * sites + site], 3);
        };
        out << fmt::format("  {:<34}{:>22}", curve.name.substr(0, 33), way(0))
            << (sites > 1 ? fmt::format("{:>22}\n", way(sites - 1)) : "\n");
    }
}

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
    check_saved_as_safetensors(options.train_network.save);
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const NetworkRun run = open_network_run(network_request(options));
    const Film film(run);

    if (!options.quiet)
        for (const std::string& note : run.data.card.notes) console.err << "note: " << escape_control(note) << "\n";
    ProgressBar bar(console, options.quiet);
    NetworkOutcome outcome = learn(run, film, watch_of(options, bar, console));
    bar.clear();
    if (options.quiet && !has_outputs(options)) return 0;
    if (run.test.values.defined()) outcome.test = score(*run.network, run.test, find_cost(run.training.loss));
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const Results results = results_of(run, film, outcome, run_info(options, ""));
    if (!options.quiet && !takes_standard_output(options))
        say(files_of(options.train_network.save, outcome), results, options, console);
    write_files(results, options, console);
    return 0;
}

const HeavyCommand kinds[] = {{"train cnn", run_train_network}, {"train wave", run_train_network}};
const std::vector<Registered<HeavyCommand>> entries(std::begin(kinds), std::end(kinds));

}  // namespace
}  // namespace blackbody
