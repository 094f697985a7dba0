#include "blackbody/cli/network_course.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/loading/machine.h"
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

/// NAME.rbm1.safetensors for each layer that learned as a machine: what `thermo` and `sample` take.
std::vector<std::string> write_machines_beside(const NetworkRun& run, const std::string& path) {
    std::vector<std::string> written;
    for (const NetworkStage& stage : run.stages) {
        if (!stage.is_machine) continue;
        const std::string layer = run.network->layer_names().at(stage.held);
        const DeepBoltzmann machine = machine_in(*run.network, layer);
        written.push_back(path.substr(0, path.rfind('.')) + "." + layer + ".safetensors");
        if (machine.depth() > 1) save_machine_file(written.back(), {machine});
        else save_machine(written.back(), {machine.layers[0], machine.layers[1], machine.weights[0]});
    }
    return written;
}

/// The checkpoint in --save that this call goes on from, and the network it is of.
struct Resumed {
    std::unique_ptr<LayeredNetwork> network;
    NetworkCheckpoint checkpoint;
};

std::optional<Resumed> resumed(const NetworkRun& run, const Options& options) {
    const std::string& path = options.train_network.save;
    if (!options.train_network.resume || !std::filesystem::exists(path)) return {};
    LayeredFile file = load_layered(path);
    NetworkCheckpoint checkpoint = checkpoint_of(file, path, run);
    return Resumed{std::move(file.network), std::move(checkpoint)};
}

/// From the beginning, or from a checkpoint.
struct Start {
    const NetworkRun& run;
    const Film& film;
    const std::optional<Resumed>& from;
};

/// A line a look; the history and how fast it went.
NetworkOutcome watched(const Start& start_of, const Options& options, Console& console) {
    const auto& [run, film, from] = start_of;
    NetworkOutcome outcome;
    ProgressBar bar(console, options.quiet);
    const auto start = Clock::now();
    auto last = start;
    const std::string name = options.command.substr(options.command.rfind(' ') + 1);
    introduce(run, options, console);
    StagedOptions staged{.stages = run.stages,
                         .trainer = {.training = run.training, .monitor = options.train_network.monitor},
                         .machine = run.machine};
    NetworkTrainerOptions& trainer = staged.trainer;
    staged.begin = [&](std::int64_t stage) {
        bar.clear();
        if (run.stages.size() > 1 && !options.quiet)
            console.err << fmt::format("stage {} of {}: {}\n", stage + 1, run.stages.size(), run.stages[stage].title);
    };
    trainer.go_on = [&](double done) {
        bar.show(name, done);
        return !InterruptGuard::requested();
    };
    trainer.save = [&](const NetworkCheckpoint& checkpoint, const LayeredNetwork& network) {
        save_layered(options.train_network.save, to_file(run, network, checkpoint));
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
    std::optional<StagedStart> begun;
    if (from) begun.emplace(StagedStart{from->checkpoint, *from->network});
    train_in_stages(*run.network, run.train, run.held_out, staged, begun);
    bar.clear();
    return outcome;
}

}  // namespace

NetworkOutcome learn(const NetworkRun& run, const Film& film, const Options& options, Console& console) {
    const std::optional<Resumed> from = resumed(run, options);
    NetworkOutcome outcome;
    if (from && from->checkpoint.is_finished) {
        outcome.history = from->checkpoint.history;
        take_all(*run.network, *from->network);
    } else {
        outcome = watched({run, film, from}, options, console);
    }
    outcome.onnx = write_onnx_beside(*run.network, options.train_network.save);
    outcome.machines = write_machines_beside(run, options.train_network.save);
    return outcome;
}

}  // namespace blackbody
