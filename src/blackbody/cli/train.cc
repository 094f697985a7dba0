/// train KIND: data in, a machine out, with a checkpoint at every look.
#include <ATen/TensorOperators.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <iomanip>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/held_out.h"
#include "blackbody/cli/machines.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/cli/training_evaluation.h"
#include "blackbody/cli/training_file.h"
#include "blackbody/cli/training_results.h"
#include "blackbody/formats/digest.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/training/machines/training_plans.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Everything that a run needs, from options to tensors.
struct TrainRun {
    PlanData data;
    MachineTrainingOptions options;
    at::Tensor mean, scale;  ///< of Gaussian data; learned are (v - mean) / scale
    at::Tensor train, held_out;
    DataCard card;
};

at::Tensor rows(const at::Tensor& t, const at::Tensor& which) {
    return t.defined() ? t.index_select(0, which.nonzero().view(-1)) : t;
}

void open_data(const Options& options, TrainRun& run) {
    const Unit& unit = find_unit(run.options.units.empty() ? "bernoulli" : run.options.units[0]);
    const States states = load_states(options.data, unit, state_options(options));
    run.card = states.card;
    if (unit.name == "potts") run.options.potts_states = states.colours;
    run.data = {states.values, states.weights, states.labels, {}, {}};
    const auto share = held_out_share(options.train.validation);
    if (!share) {
        Options other = options;
        other.data = options.train.validation, other.machine.weights.clear();
        const States held = load_states(other.data, unit, state_options(other));
        if (held.values.size(1) != states.values.size(1))
            throw Error(ErrorKind::data,
                        Complaint{.file = other.data,
                                  .place = "samples",
                                  .expected = std::to_string(states.values.size(1)) + " numbers, as in " + options.data,
                                  .found = std::to_string(held.values.size(1))});
        run.data.held_out = held.values, run.data.held_out_labels = held.labels;
    } else if (const at::Tensor out = is_held_out(states.values.size(0), *share); out.any().item<bool>()) {
        run.data.held_out = rows(states.values, out), run.data.held_out_labels = rows(states.labels, out);
        const at::Tensor in = out.logical_not();
        run.data.states = rows(states.values, in), run.data.weights = rows(states.weights, in);
        run.data.labels = rows(states.labels, in);
    }
    run.train = run.data.states, run.held_out = run.data.held_out;
}

/// Gaussian units learn data of mean 0 and variance 1 a unit; the machine is carried back to data units.
void standardise(TrainRun& run) {
    if (run.options.units.empty() || run.options.units[0] != "gaussian") return;
    const Standard standard = standardised(run.data.states);
    run.data.states = standard.values, run.mean = standard.mean, run.scale = standard.scale;
    if (run.data.held_out.defined())
        run.data.held_out = ((run.data.held_out.to(at::kDouble) - run.mean) / run.scale).to(at::kFloat);
}

void count_labels(const Options& options, TrainRun& run) {
    if (!options.train.labels) return;
    if (run.options.kind != "rbm") throw OptionError("labels", "only an rbm learns labels, not a " + run.options.kind);
    if (!run.data.labels.defined())
        throw Error(ErrorKind::data, Complaint{.file = options.data, .expected = "labels", .found = "samples alone"});
    run.options.classes = run.data.labels.max().item<std::int64_t>() + 1;
    if (run.options.classes < 2 || run.options.classes > 1000)
        throw Error(ErrorKind::data, Complaint{.file = options.data,
                                               .place = "labels",
                                               .expected = "2 to 1000 classes",
                                               .found = std::to_string(run.options.classes)});
}

TrainRun open_run(const Options& options) {
    TrainRun run;
    run.options = options.train.options;
    check(run.options);
    open_data(options, run);
    standardise(run);
    count_labels(options, run);
    run.options = settled(run.options, run.data.states.size(0));
    return run;
}

std::unique_ptr<TrainingPlan> plan_of(const TrainRun& run) {
    if (run.options.kind == "dbn") return belief_plan(run.data, run.options);
    if (run.options.kind == "dbm") return deep_plan(run.data, run.options);
    return rbm_plan(run.data, run.options);
}

/// The machine as it is written: of the right kind, in data units.
AnyMachine machine_of(const Checkpoint& checkpoint, const TrainRun& run) {
    const auto in_units = [&](DeepBoltzmann machine) {
        return run.mean.defined() ? in_data_units(std::move(machine), run.mean, run.scale) : machine;
    };
    if (run.options.kind == "dbn") {
        std::vector<DeepBoltzmann> learned = checkpoint.learned;
        learned[0] = in_units(learned[0]);
        return belief_of(learned);
    }
    if (run.options.kind == "dbm") return in_units(deep_of(checkpoint.learned, std::ssize(run.options.hidden)));
    const DeepBoltzmann machine = in_units(checkpoint.learned.back());
    if (machine.depth() > 1) return machine;
    return Rbm{machine.layers[0], machine.layers[1], machine.weights[0]};
}

std::string digest_of(const at::Tensor& t) {
    return t.defined() ? sha256(view_of(t.contiguous()).bytes).substr(0, 16) : "none";
}

/// The call, as far as it decides the outcome; data by what they are.
OptionWords words_of(const Options& options, const TrainRun& run) {
    TrainFlags said = options.train;
    said.options = run.options;
    OptionWords words = words_of(said);
    words["data"] = digest_of(run.data.states);
    words["weights"] = digest_of(run.data.weights);
    words["validation"] = digest_of(run.data.held_out);
    return words;
}

/// Learns, with a line a checkpoint; what the file then holds.
MachineFile learn(const Options& options, const TrainRun& run, const std::optional<Checkpoint>& from,
                  Console& console) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const std::string& path = options.train.save;
    const OptionWords words = words_of(options, run);
    const PrincipalComponents data = principal_components(run.data.states, 1);
    ProgressBar bar(console, options.quiet);
    MachineFile file;
    std::string said_stage;
    const TrainerOptions trainer{.monitor = options.train.monitor,
                                 .seed = seed_for(options.seed, "trainer"),
                                 .go_on =
                                     [&](const std::string& stage, double done) {
                                         bar.show(stage, done);
                                         return !InterruptGuard::requested();
                                     },
                                 .save =
                                     [&](const Checkpoint& checkpoint) {
                                         file = to_file(checkpoint, machine_of(checkpoint, run), words);
                                         file.arrays["data.principal_variances"] = data.variances;
                                         save_machine_file(path, file);
                                     },
                                 .say =
                                     [&](const ProgressPoint& point) {
                                         bar.clear();
                                         const double seconds =
                                             std::chrono::duration<double>(Clock::now() - start).count();
                                         if (options.quiet) return;
                                         if (said_stage != point.stage) console.err << heading_of(point) << "      s\n";
                                         said_stage = point.stage;
                                         console.err << line_of(point) << std::setw(7) << std::llround(seconds) << "\n";
                                     }};
    train(*plan_of(run), trainer, from);
    bar.clear();
    return file;
}

void say(const Evaluation& evaluation, const std::string& path, Console& console) {
    console.out << escape_control(path) << "\n";
    if (!evaluation.refused.empty()) console.out << "no log-probability: " << evaluation.refused << "\n";
    for (const Estimate& e : evaluation.estimates)
        console.out << "  " << e.name << " "
                    << (e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value, 7))
                    << "  (n " << with_commas(e.n) << ")\n";
}

Evaluation evaluated(const Options& options, const TrainRun& run, const MachineFile& file, Console& console) {
    if (options.train.temperatures == 0) return {{}, "not asked for (--temperatures 0)"};
    ProgressBar bar(console, options.quiet);
    const bool has_held_out = run.held_out.defined();
    const Evaluation evaluation = evaluate(
        file.machine,
        {run.train, has_held_out ? run.held_out : run.train, has_held_out ? run.data.held_out_labels : run.data.labels},
        {.temperatures = options.train.temperatures,
         .seed = options.seed,
         .progress = watcher_of(bar).stage("annealing")});
    bar.clear();
    return evaluation;
}

int run_train(const Options& given, Console& console) {
    Options options = given;
    options.train.options.kind = given.command.substr(given.command.rfind(' ') + 1);
    options.train.options.contrastive.seed = options.seed;
    const std::string& path = options.train.save;
    if (!path.ends_with(".safetensors"))
        throw OptionError("save", "expected a name that ends in .safetensors, found '" + escape_control(path) + "'");
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const TrainRun run = open_run(options);

    // From the last checkpoint where there is one.
    std::optional<Checkpoint> from;
    MachineFile file;
    if (options.train.resume && std::filesystem::exists(path)) {
        try {
            file = load_machine_file(path);
        } catch (const Error& error) {
            throw Error(ErrorKind::data, std::string(error.what()) + "; without --resume training begins anew");
        }
        from = checkpoint_of(file, path, words_of(options, run));
    }
    if (!from || !from->finished) file = learn(options, run, from, console);
    const bool has_outputs = !(options.json.empty() && options.csv.empty() && options.html.empty());
    if (!has_outputs && (options.train.temperatures == 0 || options.quiet)) return 0;

    const Evaluation evaluation = evaluated(options, run, file, console);
    const bool is_taken = options.json == "-" || options.csv == "-" || options.html == "-";
    if (!is_taken && !options.quiet) say(evaluation, path, console);
    Options only_files = options;
    only_files.quiet = true;
    write_outputs(results_of(file, evaluation, run.card, options), only_files, console);
    return 0;
}

const HeavyCommand kinds[] = {{"train rbm", run_train}, {"train dbn", run_train}, {"train dbm", run_train}};
const std::vector<Registered<HeavyCommand>> entries(std::begin(kinds), std::end(kinds));

}  // namespace
}  // namespace blackbody
