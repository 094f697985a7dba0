#include "blackbody/experiments/networks/network_learning.h"

#include <chrono>
#include <filesystem>

#include "blackbody/experiments/call.h"
#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/loading/machine.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

using Clock = std::chrono::steady_clock;

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

/// The checkpoint in the file that this call saves to, which it goes on from, and the network it is of.
struct Resumed {
    std::unique_ptr<LayeredNetwork> network;
    Checkpoint checkpoint;
};

std::optional<Resumed> resumed(const NetworkRun& run) {
    const std::string& path = run.request.options.save;
    if (!run.request.options.resume || !std::filesystem::exists(path)) return {};
    LayeredFile file = load_layered(path);
    Checkpoint checkpoint = checkpoint_of(file, path, run);
    return Resumed{std::move(file.network), std::move(checkpoint)};
}

/// From the beginning, or from a checkpoint.
struct Start {
    const NetworkRun& run;
    const Film& film;
    const std::optional<Resumed>& from;
};

/// Tells who looks on, times what is learned, keeps checkpoints.
class WatchedLearning {
  public:
    WatchedLearning(const Start& start, const NetworkWatch& watch) : run_(start.run), start_(start), watch_(watch) {}

    NetworkOutcome learn() {
        if (watch_.begin) watch_.begin(run_);
        StagedOptions staged{
            .stages = run_.stages,
            .trainer = {.training = run_.training, .monitor = run_.request.options.monitor, .watcher = watch_.watcher},
            .machine = run_.machine};
        staged.begin = [&](std::int64_t stage) {
            if (watch_.stage && run_.stages.size() > 1) watch_.stage(run_, stage);
        };
        NetworkTrainerOptions& trainer = staged.trainer;
        trainer.save = [&](const Checkpoint& checkpoint, const LayeredNetwork& network) {
            save_layered(run_.request.options.save, to_file(run_, network, checkpoint));
            outcome_.history = checkpoint.history, has_saved_ = true;
            last_ = Clock::now();
        };
        trainer.say = [&](const NetworkProgress& seen) { evaluated(seen); };
        if (start_.film.is_asked_for()) {
            trainer.film_every = start_.film.every();
            trainer.shoot = [&](std::int64_t update, Arrays& history) { shoot(update, history); };
        }
        std::optional<StagedStart> begun;
        if (start_.from) begun.emplace(StagedStart{start_.from->checkpoint, *start_.from->network});
        try {
            train_in_stages(*run_.network, run_.train, run_.held_out, staged, begun);
        } catch (const Interrupted& error) {
            if (has_saved_) throw gone_on_later(error, run_.request.options.save);
            throw;
        }
        return outcome_;
    }

  private:
    void evaluated(const NetworkProgress& seen) {
        const auto now = Clock::now();
        const double taken = std::chrono::duration<double>(now - last_).count();
        const auto images = static_cast<double>(seen.recent.updates * run_.training.batch);
        outcome_.images += images, outcome_.learning_seconds += taken;
        if (watch_.evaluation)
            watch_.evaluation(seen, images / taken, std::chrono::duration<double>(now - began_).count());
    }

    /// Learning is timed without it.
    void shoot(std::int64_t update, Arrays& history) {
        const auto before = Clock::now();
        start_.film.shoot(update, history);
        last_ += Clock::now() - before;
    }

    const NetworkRun& run_;
    const Start start_;
    const NetworkWatch& watch_;
    NetworkOutcome outcome_;
    bool has_saved_ = false;
    Clock::time_point began_ = Clock::now(), last_ = began_;
};

}  // namespace

NetworkOutcome learn(const NetworkRun& run, const Film& film, const NetworkWatch& watch) {
    const std::optional<Resumed> from = resumed(run);
    NetworkOutcome outcome;
    if (from && from->checkpoint.is_finished) {
        outcome.history = from->checkpoint.history;
        take_all(*run.network, *from->network);
    } else {
        outcome = WatchedLearning({run, film, from}, watch).learn();
    }
    outcome.onnx = write_onnx_beside(*run.network, run.request.options.save);
    outcome.machines = write_machines_beside(run, run.request.options.save);
    return outcome;
}

}  // namespace blackbody
