/// train twins: a wave network and the two real ones that it is compared with, from the same seeds on the same batches.
#include <fmt/format.h>

#include <cmath>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/network_call.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/experiments/twins/twins.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// A table of 80 columns: accuracies and, against the waves, mean differences with 95 % intervals (Student's t).
std::string table_of(const Measurement& m) {
    const auto number = [&](const std::string& name) { return find_estimate(m, name); };
    std::string table =
        fmt::format("  {:<21}{:>11}{:>10}{:>15} {}\n", "", "parameters", "multipl.", "accuracy", "waves less it, 95 %");
    for (const Arm& arm : twin_arms()) {
        const Estimate &accuracy = *number("accuracy_" + arm.key), *difference = number("difference_" + arm.key),
                       *half = number("half_width_" + arm.key);
        std::string gap;
        if (difference && half)
            gap = fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]", 100 * difference->value,
                              100 * (difference->value - half->value), 100 * (difference->value + half->value));
        const std::string error =
            accuracy.error.is_number() ? fmt::format(" ± {:.2f}", 100 * accuracy.error.std_error()) : "";
        const std::string reached = fmt::format("{:.2f}{} %", 100 * accuracy.value, error);
        table += fmt::format("  {:<21}{:>11}{:>10}{:>15} {}\n", arm.title,
                             with_commas(std::llround(number("parameters_" + arm.key)->value)),
                             with_commas(std::llround(number("multiplications_" + arm.key)->value)), reached, gap);
    }
    return table;
}

int run_train_twins(const Options& options, Console& console) {
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    ProgressBar bar(console, options.quiet);
    ExperimentRequest request{.run = network_request(options), .info = run_info(options, "float32")};
    request.watch = watch_of(options, bar, console);
    request.arm = [&](const std::string& title, Seed seed) {
        bar.clear();
        if (!options.quiet) console.err << title << ", seed " << seed << "\n";
    };
    const Results results = find_experiment("twins").run(request);
    bar.clear();
    if (!options.quiet && !takes_standard_output(options)) console.out << table_of(results.measurements.at(0));
    write_files(results, options, console);
    return 0;
}

const HeavyCommand twins{"train twins", run_train_twins};
const Registered<HeavyCommand> entry{twins};

}  // namespace
}  // namespace blackbody
