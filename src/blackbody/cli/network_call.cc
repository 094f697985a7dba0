#include "blackbody/cli/network_call.h"

#include <fmt/format.h>

#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr const char* heading = "  update  epoch     loss  accuracy    held out   accuracy      rate images/s      s\n";

/// At most 80 columns.
std::string line_of(const NetworkProgress& seen, double images_a_second, double seconds) {
    const std::string held = seen.held_out
                                 ? fmt::format("{:11.4f} {:8.2f} %", seen.held_out->loss, 100 * seen.held_out->accuracy)
                                 : fmt::format("{:>11} {:>10}", "-", "-");
    return fmt::format("{:8} {:6.1f} {:8.4f} {:7.2f} % {} {:9.2g} {:8.0f} {:6.0f}\n", seen.updates, seen.epoch,
                       seen.recent.loss, 100 * seen.recent.accuracy, held, seen.recent.rate, images_a_second, seconds);
}

void introduce(const NetworkRun& run, std::ostream& out) {
    const NetworkPlan& plan = run.network->plan();
    out << plan.text << "\n"
        << (plan.field == Field::complex ? "complex, " : "real, ") << with_commas(run.network->learned_numbers())
        << " real parameters, " << with_commas(std::llround(run.network->multiplications()))
        << " real multiplications a picture; " << with_commas(run.train.size()) << " pictures of "
        << to_text(plan.input) << "\n"
        << heading;
}

}  // namespace

NetworkRunRequest network_request(const Options& options) {
    return {.options = options.train_network,
            .field = options.command.ends_with("wave") ? Field::complex : Field::real,
            .data = options.data,
            .pictures = options.samples,
            .seed = options.seed};
}

NetworkWatch watch_of(const Options& options, ProgressBar& bar, Console& console) {
    NetworkWatch watch{.watcher = watcher_of(bar)};
    if (options.quiet) return watch;
    watch.begin = [&](const NetworkRun& run) { introduce(run, console.err); };
    watch.stage = [&](const NetworkRun& run, std::int64_t stage) {
        bar.clear();
        console.err << fmt::format("stage {} of {}: {}\n", stage + 1, run.stages.size(), run.stages[stage].title);
    };
    watch.evaluation = [&](const NetworkProgress& seen, double images_a_second, double seconds) {
        bar.clear();
        console.err << line_of(seen, images_a_second, seconds);
    };
    return watch;
}

}  // namespace blackbody
