#include "blackbody/experiments/machines/machine_learning.h"

#include <chrono>
#include <filesystem>

#include "blackbody/experiments/call.h"
#include "blackbody/experiments/machines/machine_checkpoint.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// The machine as it is written: of the right kind, in data units.
AnyMachine machine_of(const MachineCheckpoint& checkpoint, const MachineRun& run) {
    const auto in_units = [&](DeepBoltzmann machine) {
        return run.mean.defined() ? in_data_units(std::move(machine), run.mean, run.scale) : machine;
    };
    if (run.learning.kind == "dbn") {
        std::vector<DeepBoltzmann> learned = checkpoint.learned;
        learned[0] = in_units(learned[0]);
        return belief_of(learned);
    }
    if (run.learning.kind == "dbm") return in_units(deep_of(checkpoint.learned, std::ssize(run.learning.hidden)));
    const DeepBoltzmann machine = in_units(checkpoint.learned.back());
    if (machine.depth() > 1) return machine;
    return Rbm{machine.layers[0], machine.layers[1], machine.weights[0]};
}

MachineFile learned_from(const std::optional<MachineCheckpoint>& from, const MachineRun& run,
                         const MachineWatch& watch) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const OptionWords words = words_of(run);
    const PrincipalComponents data = principal_components(run.data.states, 1);
    MachineFile file;
    bool has_saved = false;
    MachineTrainerOptions trainer{.monitor = run.request.options.monitor,
                                  .seed = seed_for(run.request.seed, "trainer")};
    trainer.watcher = watch.watcher;
    trainer.save = [&](const MachineCheckpoint& checkpoint) {
        file = to_file(checkpoint, machine_of(checkpoint, run), words);
        file.arrays["data.principal_variances"] = data.variances;
        save_machine_file(run.request.options.save, file);
        has_saved = true;
    };
    trainer.say = [&](const ProgressPoint& point) {
        if (watch.evaluation) watch.evaluation(point, std::chrono::duration<double>(Clock::now() - start).count());
    };
    try {
        train(*plan_of(run), trainer, from);
    } catch (const Interrupted& error) {
        if (has_saved) throw gone_on_later(error, run.request.options.save);
        throw;
    }
    return file;
}

}  // namespace

MachineFile learn(const MachineRun& run, const MachineWatch& watch) {
    const std::string& path = run.request.options.save;
    if (!run.request.options.resume || !std::filesystem::exists(path)) return learned_from({}, run, watch);
    MachineFile file;
    try {
        file = load_machine_file(path);
    } catch (const Error& error) {
        throw Error(ErrorKind::data,
                    {.place = error.what(), .advice = {"without resume training begins anew", {"resume"}}});
    }
    const MachineCheckpoint from = checkpoint_of(file, path, words_of(run));
    return from.is_finished ? file : learned_from(from, run, watch);
}

Evaluation evaluate(const MachineRun& run, const MachineFile& file, const Watcher& watcher) {
    const std::int64_t temperatures = run.request.options.temperatures;
    if (temperatures == 0) return {{}, "not asked for: no temperatures"};
    const bool has_held_out = run.held_out.defined();
    const EvaluationData data{run.train, has_held_out ? run.held_out : run.train,
                              has_held_out ? run.data.held_out_labels : run.data.labels};
    try {
        return evaluate(
            file.machine, data,
            {.temperatures = temperatures, .seed = run.request.seed, .progress = watcher.stage("annealing")});
    } catch (const Interrupted& error) {
        throw Interrupted(error,
                          {run.request.options.save + " holds what was learned, and resume evaluates it", {"resume"}});
    }
}

}  // namespace blackbody
