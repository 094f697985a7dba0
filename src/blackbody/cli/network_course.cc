#include "blackbody/cli/network_course.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* heading = "  update  epoch     loss  accuracy    held out   accuracy      rate images/s      s\n";

/// At most 80 columns.
std::string line_of(const NetworkProgress& seen, double images_a_second, double seconds) {
    const std::string held = seen.held_out
                                 ? fmt::format("{:11.4f} {:8.2f} %", seen.held_out->loss, 100 * seen.held_out->accuracy)
                                 : fmt::format("{:>11} {:>10}", "-", "-");
    return fmt::format("{:8} {:6.1f} {:8.4f} {:7.2f} % {} {:9.2g} {:8.0f} {:6.0f}\n", seen.updates, seen.epoch,
                       seen.recent.loss, 100 * seen.recent.accuracy, held, seen.recent.rate, images_a_second, seconds);
}

void introduce(const NetworkRun& run, const Options& options, Console& console) {
    if (options.quiet) return;
    const NetworkPlan& plan = run.network->plan();
    console.err << plan.text << "\n"
                << (plan.field == Field::complex ? "complex, " : "real, ")
                << with_commas(run.network->learned_numbers()) << " real numbers learned, "
                << with_commas(std::llround(run.network->multiplications())) << " real products a picture; "
                << with_commas(run.train.size()) << " pictures of " << to_text(plan.input) << "\n"
                << heading;
}

/// NAME.onnx beside NAME.safetensors, where ONNX has all its layers.
std::string write_onnx_beside(const LayeredNetwork& network, const std::string& path) {
    const std::string name = path.substr(0, path.rfind('.')) + ".onnx";
    try {
        write_onnx(name, network.onnx());
        return name;
    } catch (const UnsupportedError&) {
        return "";
    }
}

/// The checkpoint in -o that this call goes on from, with its parameters in the network.
std::optional<NetworkCheckpoint> resumed(const NetworkRun& run, const Options& options) {
    const std::string& path = options.train_network.output;
    if (!options.train_network.resume || !std::filesystem::exists(path)) return {};
    const LayeredFile file = load_layered(path);
    const NetworkCheckpoint from = checkpoint_of(file, path, run);
    std::vector<std::pair<std::string, at::Tensor>> values;
    for (const Parameter& p : file.network->parameters()) values.emplace_back(p.name, p.value);
    run.network->assign(values);
    return from;
}

/// From the beginning, or from a checkpoint.
struct Course {
    const NetworkRun& run;
    const Film& film;
    std::optional<NetworkCheckpoint> from;
};

/// A line a look; the history and how fast it went.
NetworkOutcome watched(const Course& course, const Options& options, Console& console) {
    const auto& [run, film, from] = course;
    NetworkOutcome outcome;
    ProgressBar bar(console, options.quiet);
    const auto start = Clock::now();
    auto last = start;
    const std::string name = options.command.substr(options.command.rfind(' ') + 1);
    introduce(run, options, console);
    NetworkTrainerOptions trainer{.training = run.training, .look_every = options.train_network.checkpoint_every};
    trainer.go_on = [&](double done) {
        bar.show(name, done);
        return !InterruptGuard::requested();
    };
    trainer.save = [&](const NetworkCheckpoint& checkpoint) {
        save_layered(options.train_network.output, to_file(run, checkpoint));
        outcome.history = checkpoint.history;
        last = Clock::now();
    };
    if (film.is_asked_for()) {
        trainer.film_every = film.every();
        trainer.shoot = [&](std::int64_t update, Arrays& history) {
            const auto before = Clock::now();
            film.shoot(update, history);
            last += Clock::now() - before;  // learning is timed without it
        };
    }
    trainer.say = [&](const NetworkProgress& seen) {
        bar.clear();
        const auto now = Clock::now();
        const double taken = std::chrono::duration<double>(now - last).count();
        const auto images = static_cast<double>(seen.recent.updates * run.training.batch);
        outcome.images += images, outcome.learning_seconds += taken;
        if (!options.quiet)
            console.err << line_of(seen, images / taken, std::chrono::duration<double>(now - start).count());
    };
    train(*run.network, run.train, run.held_out, trainer, from);
    bar.clear();
    return outcome;
}

}  // namespace

NetworkOutcome learn(const NetworkRun& run, const Film& film, const Options& options, Console& console) {
    const std::optional<NetworkCheckpoint> from = resumed(run, options);
    NetworkOutcome outcome;
    if (from && from->is_finished) outcome.history = from->history;
    else outcome = watched({run, film, from}, options, console);
    outcome.onnx = write_onnx_beside(*run.network, options.train_network.output);
    return outcome;
}

}  // namespace blackbody
