#include "blackbody/experiments/networks/film.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/instruments/measure.h"
#include "blackbody/instruments/selection.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t about_frames = 20;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> known_instruments() {
    std::vector<std::string> names;
    for (const Observable* observable : observables()) names.push_back(observable->name);
    return names;
}

/// A word of the option film is an instrument, or a family of them, that measures something here.
void check_instrument(const std::string& word, const System& network, const Source& pictures) {
    const auto refuse = [&](const std::string& why) { throw OptionError("film", why); };
    std::vector<const Observable*> chosen;
    for (const Observable* observable : observables())
        if (observable->name == word || observable->info().family == word) chosen.push_back(observable);
    if (chosen.empty())
        refuse("no instrument of networks is named '" + escape_control(word) + "'; known are " +
               join(known_instruments(), ", "));
    const Selection selection = select(network, &pictures, chosen, {});
    if (selection.streaming.empty() && selection.weights.empty())
        refuse("'" + word + "' measures nothing here: " + selection.skipped.at(0).reason);
}

/// The array of that name with so many rows before this one, all NaN where it was not there.
at::Tensor& rows_of(Arrays& history, const std::string& name, std::int64_t rows, std::int64_t columns) {
    at::Tensor& all = history[name];
    if (!all.defined()) all = at::full({rows, columns}, none, at::kDouble);
    return all;
}

/// Exact numbers have the error 0 here.
double error_of(const Estimate& estimate) {
    if (estimate.error.kind() == Uncertainty::Kind::exact) return 0;
    return estimate.error.is_number() ? estimate.error.std_error() : none;
}

}  // namespace

Film::Film(const NetworkRun& run) : run_(run), instruments_(run.request.options.film.instruments) {
    const FilmOptions& film = run.request.options.film;
    if (!is_asked_for()) {
        if (film.every) throw OptionError("film_every", "of what? no instrument is named to be read while it learns");
        return;
    }
    const bool is_held_out = run.held_out.values.defined();
    const Pictures& from = is_held_out ? run.held_out : run.train;
    seed_ = seed_for(run.request.seed, "film");
    const at::Tensor which = some_pictures(from, film.pictures, seed_);
    source_ = std::make_unique<PictureSource>(from, which, run.network->plan().type);
    pictures_ = with_commas(which.size(0)) + " of " + with_commas(from.size()) +
                (is_held_out ? " held-out pictures" : " training pictures (none are held out)");
    every_ = film.every ? *film.every : (*run.training.updates + about_frames - 1) / about_frames;
    for (const std::string& word : instruments_) check_instrument(word, *run.network, *source_);
}

void Film::shoot(std::int64_t update, Arrays& history) const {
    // A copy: what instruments know of a weight they remember as long as its tensor lives, and this one's will change.
    const std::unique_ptr<LayeredNetwork> network = run_.network->copy();
    MeasureOptions measuring{.null_draws = 0};
    measuring.instrument.seed = seed_;
    const Measured found = measure(*network, source_.get(), choose_instruments(instruments_, {}), measuring);

    // One row more of every array, those of quantities that this frame has not included.
    at::Tensor& updates = history["film.updates"];
    const std::int64_t frames = updates.defined() ? updates.size(0) : 0, sites = std::ssize(network->sites());
    const at::Tensor now = at::full({1}, static_cast<double>(update), at::kDouble);
    updates = frames ? at::cat({updates, now}) : now;
    std::map<std::string, std::int64_t> place;
    for (std::int64_t s = 0; s < sites; ++s) place[network->sites()[s].info.name] = s;
    std::map<std::string, at::Tensor> row;
    const auto put = [&](const std::string& name, const std::string& site, double value) {
        at::Tensor& values = row[name];
        if (!values.defined()) values = at::full({1, sites}, none, at::kDouble);
        values.data_ptr<double>()[place.at(site)] = value;
        rows_of(history, name, frames, sites);
    };
    for (const Measurement& m : found.measurements)
        for (const Estimate& e : m.estimates) {
            const std::string name = "film." + m.observable + "." + e.name;
            put(name, m.site, e.value), put(name + ".error", m.site, error_of(e));
        }
    for (auto& [name, all] : history) {
        if (!name.starts_with("film.") || name == "film.updates") continue;
        const at::Tensor& values = row[name];
        all = at::cat({all, values.defined() ? values : at::full({1, sites}, none, at::kDouble)});
    }
}

}  // namespace blackbody
