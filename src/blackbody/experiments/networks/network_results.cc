#include "blackbody/experiments/networks/network_results.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr const char* all_of_it = "network";

std::vector<double> numbers_of(const at::Tensor& t) {
    const at::Tensor d = t.to(at::kDouble).contiguous().view(-1);
    return {d.const_data_ptr<double>(), d.const_data_ptr<double>() + d.numel()};
}

/// In closed form: nothing is drawn.
Null labels_alone(double value, double mean) { return {"labels_alone", value, mean, 0, mean, mean, 0}; }

/// What who knows only the labels that were learned would score on others.
struct Guess {
    double accuracy = 0, loss = 0;
};

Guess guess_of(const at::Tensor& learned, const at::Tensor& scored) {
    const std::int64_t classes = std::max(learned.max().item<std::int64_t>(), scored.max().item<std::int64_t>()) + 1;
    const at::Tensor shares = at::bincount(learned, {}, classes).to(at::kDouble) / static_cast<double>(learned.numel());
    return {scored.eq(shares.argmax()).to(at::kDouble).mean().item<double>(),
            -shares.index_select(0, scored).log().mean().item<double>()};
}

void add_score(const std::string& of, const Score& score, const Guess& guess, std::vector<Estimate>& out) {
    out.push_back({of + "_accuracy",
                   score.accuracy,
                   Uncertainty::of(score.accuracy_error),
                   score.samples,
                   {labels_alone(score.accuracy, guess.accuracy)}});
    out.push_back({of + "_loss",
                   score.loss,
                   Uncertainty::of(score.loss_error),
                   score.samples,
                   {labels_alone(score.loss, guess.loss)}});
}

/// The last of a number's history, NaN where it has none.
double last_of(const Arrays& history, const std::string& name) {
    const auto found = history.find(name);
    return found == history.end() || found->second.numel() == 0 ? std::nan("") : numbers_of(found->second).back();
}

std::vector<Estimate> estimates_of(const NetworkRun& run, const NetworkOutcome& outcome) {
    std::vector<Estimate> all;
    if (outcome.test) add_score("test", *outcome.test, guess_of(run.train.labels, run.test.labels), all);
    if (const auto has = outcome.history.find("held_out_loss"); has != outcome.history.end()) {
        const auto last = [&](const std::string& name) { return last_of(outcome.history, "held_out_" + name); };
        add_score("held_out",
                  {last("loss"), last("loss.error"), last("accuracy"), last("accuracy.error"), run.held_out.size()},
                  guess_of(run.train.labels, run.held_out.labels), all);
    }
    const auto batches = Uncertainty::none("of batches while they were learned, no sample of anything");
    for (const char* name : {"accuracy", "loss"})
        all.push_back({name, last_of(outcome.history, name), batches, run.training.batch, {}});
    if (outcome.learning_seconds > 0)
        all.push_back({"images_per_second",
                       outcome.images / outcome.learning_seconds,
                       Uncertainty::none("one run on one machine"),
                       static_cast<std::int64_t>(outcome.images),
                       {}});
    return all;
}

/// Of batches and of what is held out in one plot, against updates.
Curve learning_curve(const Arrays& history, const std::string& number, const std::string& unit) {
    Curve curve{.name = number,
                .label = "at every evaluation, on batches as they were learned",
                .x = {"update", "", numbers_of(history.at("updates"))},
                .y = {number, unit, {}},
                .series = {{"learned", numbers_of(history.at(number))}}};
    const auto held = history.find("held_out_" + number), error = history.find("held_out_" + number + ".error");
    if (held == history.end()) return curve;
    curve.label += ", and on pictures held out, with their standard error";
    curve.series.push_back({"held out", numbers_of(held->second)});
    const bool has_errors = error != history.end() && error->second.numel() == held->second.numel();
    if (has_errors) curve.series.back().errors = numbers_of(error->second);
    return curve;
}

/// Where one stage ends and the next begins.
std::vector<CurveMark> stage_marks(const NetworkRun& run) {
    std::vector<CurveMark> marks;
    for (std::size_t s = 1; s < run.stages.size(); ++s)
        marks.push_back({run.network->layer_names().at(run.stages[s].held),
                         static_cast<double>(s) * static_cast<double>(*run.training.updates)});
    return marks;
}

std::vector<std::string> stage_notes(const NetworkRun& run) {
    std::vector<std::string> notes;
    for (std::size_t s = 0; run.stages.size() > 1 && s < run.stages.size(); ++s)
        notes.push_back(fmt::format("to update {}: {}",
                                    with_commas((static_cast<std::int64_t>(s) + 1) * *run.training.updates),
                                    run.stages[s].title));
    if (run.stages.back().is_machine)
        notes.push_back("the machine's last evaluation is on pictures it learned, at most 2,000, and not at batches");
    return notes;
}

std::vector<Curve> learning_curves(const NetworkRun& run, const Arrays& history) {
    if (!history.contains("updates")) return {};
    Curve rate{.name = "rate",
               .label = "of the last update before every evaluation",
               .x = {"update", "", numbers_of(history.at("updates"))},
               .y = {"rate", "", {}},
               .series = {{"rate", numbers_of(history.at("rate"))}}};
    std::vector<Curve> curves = {learning_curve(history, "loss", "nat"), learning_curve(history, "accuracy", ""), rate};
    for (Curve& curve : curves) curve.marks = stage_marks(run);
    return curves;
}

Measurement film_measurement(const NetworkRun& run, const Film& film, const Arrays& history) {
    Measurement m{.observable = "film", .site = all_of_it, .estimates = {}};
    const std::int64_t frames = history.at("film.updates").numel();
    m.estimates.push_back({"frames", static_cast<double>(frames), Uncertainty::exact(), frames, {}});
    m.estimates.push_back({"pictures", static_cast<double>(film.size()), Uncertainty::exact(), film.size(), {}});
    m.curves = film_curves(history, *run.network, film.pictures());
    m.notes = {"read on " + film.pictures(), "the same pictures in every frame; no nulls were drawn"};
    return m;
}

}  // namespace

Results results_of(const NetworkRun& run, const Film& film, const NetworkOutcome& outcome, const RunInfo& info) {
    const LayeredFile file = load_layered(run.request.options.save);
    Results results{.run = info, .system = file.network->card(), .data = run.data.card};
    results.run.dtype = file.network->card().dtype;
    results.run.seconds = outcome.seconds;
    results.data.samples_used = run.train.size();
    if (run.held_out.values.defined())
        results.data.notes.push_back(with_commas(run.held_out.size()) + " pictures are held out");
    results.sites.push_back({.name = all_of_it, .op = "whole", .role = Role::other});
    for (const Site& site : run.network->sites()) results.sites.push_back(site.info);
    results.measurements.push_back({"network_training", all_of_it, estimates_of(run, outcome),
                                    learning_curves(run, outcome.history), stage_notes(run)});
    if (film.is_asked_for()) results.measurements.push_back(film_measurement(run, film, outcome.history));
    return results;
}

}  // namespace blackbody
