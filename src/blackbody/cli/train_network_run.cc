#include <ATen/TensorOperators.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "blackbody/cli/held_out.h"
#include "blackbody/cli/train_network.h"
#include "blackbody/formats/digest.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/layered/presets.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

Pictures rows(const LabelledPictures& data, const at::Tensor& which) {
    return {data.values.index_select(0, which), data.labels.index_select(0, which)};
}

Pictures other_pictures(const std::string& path, const std::string& split, const Pictures& like) {
    const LabelledPictures other = load_pictures(path, {.split = split});
    if (other.values.sizes().slice(1) != like.values.sizes().slice(1))
        throw Error(ErrorKind::data,
                    Complaint{.file = path,
                              .place = "samples",
                              .expected = c10::str(like.values.sizes().slice(1)) + ", as those learned",
                              .found = c10::str(other.values.sizes().slice(1))});
    return {other.values, other.labels};
}

/// What is learned, and what is watched: every so many-th sample, or other data.
void divide(NetworkRun& run, const Options& options) {
    const std::string& words = options.train_network.held_out;
    const auto share = held_out_share(words);
    run.train = {run.data.values, run.data.labels};
    if (!share) run.held_out = other_pictures(words, "", run.train);
    else if (*share > 0) {
        const at::Tensor is_out = is_held_out(run.train.size(), *share);
        run.held_out = rows(run.data, is_out.nonzero().view(-1));
        run.train = rows(run.data, is_out.logical_not().nonzero().view(-1));
    }
    if (!options.train_network.test.empty()) run.test = other_pictures(options.train_network.test, "test", run.train);
}

void make_network(NetworkRun& run, const Options& options) {
    const TrainNetworkFlags& t = options.train_network;
    NetworkPlan plan;
    plan.field = options.command.ends_with("wave") ? Field::complex : Field::real;
    const std::int64_t classes = run.train.labels.max().item<std::int64_t>() + 1;
    plan.text = with_presets(t.network.empty() ? "small" : t.network, plan.field, classes);
    const auto sizes = run.train.values.sizes();
    plan.input = {Field::real, sizes[1], {sizes[2], sizes[3]}};
    plan.seed = options.seed, plan.type = t.is_double ? at::kDouble : at::kFloat;
    run.network = std::make_unique<LayeredNetwork>(plan);
}

void plan_training(NetworkRun& run, const Options& options) {
    const TrainNetworkFlags& t = options.train_network;
    const bool is_adam = t.rule == "adamw";
    const std::int64_t per_epoch = std::max<std::int64_t>(1, run.train.size() / std::min(t.batch, run.train.size()));
    const auto updates_of = [&](double epochs) { return std::llround(epochs * static_cast<double>(per_epoch)); };
    NetworkTrainingOptions& training = run.training;
    training.batch = t.batch, training.seed = options.seed;
    training.updates = t.updates ? *t.updates : std::max<std::int64_t>(1, updates_of(t.epochs));
    training.cost = find_cost(t.cost).name, training.smoothing = t.smoothing;
    training.optimiser = {t.rule, t.momentum, t.decay.value_or(is_adam ? .01 : 5e-4)};
    training.rate = {t.rate.value_or(is_adam ? .002 : .1), t.schedule, updates_of(t.warm_up), t.steps, t.factor};
    training.augmentation = {t.shift, t.mirror, t.erase};
    if (t.schedule != "cosine" && t.schedule != "step" && t.schedule != "constant")
        throw Error(ErrorKind::usage,
                    "--schedule: expected cosine, step or constant, found '" + escape_control(t.schedule) + "'");
    if (training.rate.warm_up >= training.updates)
        throw Error(ErrorKind::usage, "--warm-up: expected less than the whole training");
}

void plan_stages(NetworkRun& run, const Options& options) {
    const TrainNetworkFlags& t = options.train_network;
    run.stages = stages_of(run.network->plan(), t.order);
    run.machine.batch = t.batch, run.machine.rate = t.machine_rate;
    if (run.stages.size() > 1 && !t.film.empty())
        throw Error(ErrorKind::usage, "--film: expected --order together, found " + t.order +
                                          ", which learns several networks one after another");
}

std::string digest_of(const Pictures& pictures) {
    if (!pictures.values.defined()) return "none";
    return sha256(view_of(pictures.values.contiguous()).bytes).substr(0, 16) + " " +
           sha256(view_of(pictures.labels.contiguous()).bytes).substr(0, 16);
}

void remember_call(NetworkRun& run, const Options& options) {
    const TrainNetworkFlags& t = options.train_network;
    const NetworkTrainingOptions& how = run.training;
    const auto number = [](double x) { return fmt::format("{}", x); };
    std::string steps;
    for (const double step : t.steps) steps += (steps.empty() ? "" : ",") + number(step);
    run.words = {{"kind", options.command},
                 {"--network", run.network->plan().text},
                 {"--data", digest_of(run.train)},
                 {"--held-out", digest_of(run.held_out)},
                 {"--double", t.is_double ? "yes" : "no"},
                 {"--updates", std::to_string(how.updates)},
                 {"--batch", std::to_string(how.batch)},
                 {"--cost", how.cost},
                 {"--smoothing", number(how.smoothing)},
                 {"--rule", how.optimiser.name},
                 {"--rate", number(how.rate.rate)},
                 {"--momentum", number(how.optimiser.momentum)},
                 {"--decay", number(how.optimiser.decay)},
                 {"--schedule", how.rate.shape},
                 {"--warm-up", std::to_string(how.rate.warm_up) + " updates"},
                 {"--steps", steps},
                 {"--factor", number(how.rate.factor)},
                 {"--shift", std::to_string(t.shift)},
                 {"--mirror", t.mirror ? "yes" : "no"},
                 {"--erase", std::to_string(t.erase)},
                 {"--checkpoint-every", std::to_string(t.checkpoint_every.value_or(0))},
                 {"--seed", std::to_string(options.seed)}};
    if (t.order != "together") {
        run.words.emplace_back("--order", t.order);
        run.words.emplace_back("--machine-rate", number(run.machine.rate));
    }
    if (t.film.empty()) return;
    run.words.emplace_back("--film", join(t.film, ","));
    run.words.emplace_back("--film-every", std::to_string(t.film_every.value_or(0)));
    run.words.emplace_back("--film-pictures", std::to_string(t.film_pictures));
}

}  // namespace

NetworkRun open_network_run(const Options& options) {
    NetworkRun run;
    run.data = load_pictures(
        options.data,
        {.split = options.split.empty() ? "train" : options.split, .labels = options.labels, .limit = options.limit});
    divide(run, options);
    make_network(run, options);
    plan_training(run, options);
    plan_stages(run, options);
    remember_call(run, options);
    return run;
}

LayeredFile to_file(const NetworkRun& run, const LayeredNetwork& network, const NetworkCheckpoint& checkpoint) {
    LayeredFile file{network.copy(), {}, {}};
    for (const auto& [name, values] : checkpoint.history) file.arrays["history." + name] = values;
    for (const auto& [name, values] : checkpoint.state) file.arrays["training." + name] = values;
    if (run.stages.size() > 1) file.metadata["training.stage"] = std::to_string(checkpoint.stage);
    file.metadata["training.finished"] = checkpoint.is_finished ? "yes" : "no";
    for (const auto& [word, value] : run.words) file.metadata["training.call." + word] = value;
    return file;
}

NetworkCheckpoint checkpoint_of(const LayeredFile& file, const std::string& path, const NetworkRun& run) {
    const auto refuse = [&](const std::string& expected, const std::string& found, const std::string& advice) {
        throw Error(ErrorKind::data, Complaint{.file = path,
                                               .place = "checkpoint",
                                               .expected = escape_control(expected),
                                               .found = escape_control(found),
                                               .advice = advice});
    };
    if (!file.metadata.contains("training.finished"))
        refuse("a checkpoint of training", "a network alone", "without --resume training begins anew");
    for (const auto& [word, value] : run.words) {
        const auto before = file.metadata.find("training.call." + word);
        if (before == file.metadata.end() || before->second != value)
            refuse(word + " " + (before == file.metadata.end() ? "" : before->second) + " as the run was begun",
                   word + " " + value, "call it as before, or without --resume");
    }
    const std::string prefix = "training.call.";
    for (const auto& [key, value] : file.metadata) {
        const std::string word = key.starts_with(prefix) ? key.substr(prefix.size()) : "";
        const bool is_said = word.empty() || std::any_of(run.words.begin(), run.words.end(),
                                                         [&](const auto& said) { return said.first == word; });
        if (!is_said)
            refuse(word + " " + value + " as the run was begun", "no " + word,
                   "call it as before, or without --resume");
    }
    NetworkCheckpoint checkpoint;
    for (const auto& [name, values] : file.arrays) {
        if (name.starts_with("history.")) checkpoint.history[name.substr(8)] = values;
        if (name.starts_with("training.")) checkpoint.state[name.substr(9)] = values;
    }
    if (const auto stage = file.metadata.find("training.stage"); stage != file.metadata.end()) {
        const std::string& digits = stage->second;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), checkpoint.stage).ec != std::errc{})
            refuse("the number of a stage", digits, "without --resume training begins anew");
    }
    checkpoint.is_finished = file.metadata.at("training.finished") == "yes";
    return checkpoint;
}

}  // namespace blackbody
