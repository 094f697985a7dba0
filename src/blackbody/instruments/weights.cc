#include "blackbody/instruments/weights.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <map>

#include "blackbody/instruments/parallel.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double seconds_a_work = 3e-10;  // of a place whose like was never measured
constexpr double too_long = 5;            // seconds that nobody waits for a forecast

Measurement weighed(const Task& task, const Site& site, const InstrumentOptions& options) {
    const WeightResult result = task.observable->weigh(site, options);
    Measurement measurement{task.observable->name, site.info.name, {}, result.curves, result.notes, {}, result.facts};
    for (const NamedValue& v : result.values)
        measurement.estimates.push_back({v.name, v.value, v.error ? *v.error : Uncertainty::exact(), v.n, {}});
    return measurement;
}

/// One drawn weight is shown to every observable that is read against its control: what they share is computed once.
std::vector<Measurement> weighed_all(const std::vector<Task>& tasks, const Site& site,
                                     const InstrumentOptions& options) {
    std::vector<Measurement> measurements;
    for (const Task& task : tasks) measurements.push_back(weighed(task, site, options));
    return measurements;
}

/// What this thread has computed: a clock that stands still while others have the processor, so that one stall among a
/// few short pieces does not multiply.
double computing_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

InstrumentOptions as_null(InstrumentOptions options) {
    options.as_null = true;
    return options;
}

/// The controls on weights that any of the tasks is read against, in their order.
std::vector<WeightPlace::Kind> kinds_of(const std::vector<Task>& tasks) {
    std::vector<WeightPlace::Kind> kinds;
    const auto known = [&](const Control& control) {
        return std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.control == &control; });
    };
    for (const Task& task : tasks)
        for (const std::string& name : task.observable->info().controls) {
            const Control& control = find_control(name);
            if (!control.weights || known(control)) continue;
            WeightPlace::Kind kind{&control, {}, {}, {&control, {}, {}}};
            kind.tasks = tasks_under(name, tasks, kind.where);
            kinds.push_back(std::move(kind));
        }
    return kinds;
}

bool is_alike(const WeightPlace& a, const WeightPlace& b) {
    return std::equal(a.tasks.begin(), a.tasks.end(), b.tasks.begin(), b.tasks.end(),
                      [](const Task& x, const Task& y) { return x.observable == y.observable; });
}

/// Seconds at `work` by (work, seconds) that were measured: a straight line between logarithms; what is smaller than
/// all of them takes as long as the smallest, what is larger grows as the work.
double interpolated(const std::map<double, double>& known, double work) {
    const auto above = known.lower_bound(work);
    if (above == known.begin()) return above->second;
    const auto [w0, s0] = *std::prev(above);
    if (above == known.end()) return s0 * work / w0;
    return s0 * std::pow(above->second / s0, std::log(work / w0) / std::log(above->first / w0));
}

}  // namespace

WeightRun::WeightRun(const System& system, const std::vector<Task>& tasks, const MeasureOptions& options)
    : system_(system), options_(options), tasks_(tasks.size()) {
    std::map<std::size_t, WeightPlace> by_site;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        by_site[tasks[t].site].which.push_back(t);
        by_site[tasks[t].site].tasks.push_back(tasks[t]);
    }
    for (auto& [site, place] : by_site) {
        const at::Tensor& weight = system.sites()[site].interaction->weight;
        const double rows = static_cast<double>(std::max<std::int64_t>(weight.dim() ? weight.size(0) : 1, 1)),
                     columns = static_cast<double>(weight.numel()) / rows;
        place.site = site, place.work = std::max(rows * columns * std::min(rows, columns), 1.0);
        if (options.null_draws > 0) place.kinds = kinds_of(place.tasks);
        places_.push_back(std::move(place));
    }
    std::stable_sort(places_.begin(), places_.end(),
                     [](const WeightPlace& a, const WeightPlace& b) { return a.work > b.work; });
}

void WeightRun::measure(WeightPlace& place) {
    if (!place.measured.empty()) return;
    const Pace pace(options_);
    const double start = pace.seconds(), computed = computing_seconds();
    std::vector<Measurement> found = weighed_all(place.tasks, system_.sites()[place.site], options_.instrument);
    const double seconds = std::max(computing_seconds() - computed, 1e-9);
    note_pace(seconds, pace.seconds() - start);
    const std::lock_guard lock(mutex_);
    place.measured = std::move(found), place.seconds = seconds;
}

void WeightRun::note_pace(double computed, double passed) {
    const std::lock_guard lock(mutex_);
    computed_ += computed, passed_ += passed;
}

double WeightRun::slowness() const {
    const std::lock_guard lock(mutex_);
    return computed_ > 0 ? std::max(passed_ / computed_, 1.0) : 1;
}

void WeightRun::draw(WeightPlace& place, std::int64_t count, double end) {
    const Pace pace(options_);
    const Site& site = system_.sites()[place.site];
    const InstrumentOptions plain = as_null(options_.instrument);
    for (; place.draws < count && !place.kinds.empty() && !pace.over(end); ++place.draws) {
        double seconds = 0, passed = 0;
        for (WeightPlace::Kind& kind : place.kinds) {
            if (kind.draws.values.empty()) kind.draws.values = weighed_all(kind.tasks, site, plain);
            const double start = pace.seconds(), computed = computing_seconds();
            const std::string& name = kind.control->name;
            Site drawn = site;
            drawn.interaction->weight = kind.control->weights(
                *site.interaction, seed_for(options_.instrument.seed, name.c_str()) + place.draws);
            kind.draws.drawn.push_back(weighed_all(kind.tasks, drawn, plain));
            seconds += computing_seconds() - computed, passed += pace.seconds() - start;
        }
        note_pace(seconds, passed);
        const std::lock_guard lock(mutex_);
        place.seconds_a_draw = seconds;
    }
}

double WeightRun::expected(const WeightPlace& place, double WeightPlace::*seconds) const {
    const std::lock_guard lock(mutex_);
    std::map<double, double> alike, all;
    for (const WeightPlace& other : places_)
        if (other.*seconds > 0) (is_alike(other, place) ? alike : all)[other.work] = other.*seconds;
    if (!alike.empty()) return interpolated(alike, place.work);
    return all.empty() ? seconds_a_work * place.work : interpolated(all, place.work);
}

double WeightRun::expected_rest(const WeightPlace& place) const {
    const auto draws = static_cast<double>(place.kinds.empty() ? 0 : options_.null_draws - place.draws);
    const double values = place.measured.empty() ? expected(place, &WeightPlace::seconds) : 0;
    return values + draws * expected(place, &WeightPlace::seconds_a_draw);
}

double WeightRun::begin() {
    // Of each kind the smallest, one in the middle and one of the largest.
    const Pace pace(options_);
    const double patience = std::min(too_long, options_.budget_seconds > 0 ? pace.left() / 20 : too_long);
    std::vector<std::vector<WeightPlace*>> goes(3);
    for (std::size_t first = 0; first < places_.size(); ++first) {
        const auto is_first = [&](const WeightPlace& p) { return is_alike(p, places_[first]); };
        if (std::find_if(places_.begin(), places_.end(), is_first) !=
            places_.begin() + static_cast<std::ptrdiff_t>(first))
            continue;
        std::vector<WeightPlace*> alike;
        for (WeightPlace& place : places_)
            if (is_first(place)) alike.push_back(&place);
        goes[0].push_back(alike.back());
        if (alike.size() > 2) goes[1].push_back(alike[alike.size() / 2]);
        if (alike.size() > 4) goes[2].push_back(alike[alike.size() / 10]);
    }
    for (const std::vector<WeightPlace*>& go : goes)
        for_each_in_parallel(std::ssize(go), [&](std::int64_t i) {
            WeightPlace& place = *go[i];
            if (expected(place, &WeightPlace::seconds) > patience || pace.over(pace.end_of(1, 3))) return;
            measure(place);
            draw(place, 1, no_end);
        });

    // A weight a thread: no sooner than the longest of them.
    double sum = 0, longest = 0;
    for (const WeightPlace& place : places_) {
        const double rest = expected_rest(place);
        sum += rest, longest = std::max(longest, rest);
    }
    return slowness() * std::max(sum / at::get_num_threads(), longest);
}

std::vector<Measurement> WeightRun::finish(double end, std::vector<std::string>& notes) {
    const Pace pace(options_);
    std::vector<WeightPlace*> order;
    for (WeightPlace& place : places_) order.push_back(&place);
    std::size_t done = 0;
    const auto pass = [&](const std::function<void(WeightPlace&)>& work, double passes) {
        for_each_in_parallel(std::ssize(order), [&](std::int64_t i) {
            work(*order[i]);
            const std::lock_guard lock(mutex_);
            pace.at("weights", static_cast<double>(++done) / (passes * static_cast<double>(order.size())));
        });
    };
    const auto fits = [&](double seconds) { return pace.seconds() + slowness() * seconds < end; };
    if (end == no_end) {
        pass([&](WeightPlace& place) { measure(place), draw(place, options_.null_draws, end); }, 1);
    } else {
        std::reverse(order.begin(), order.end());
        pass(
            [&](WeightPlace& place) {
                if (fits(expected(place, &WeightPlace::seconds))) measure(place);
            },
            2);
        pass(
            [&](WeightPlace& place) {
                if (!place.measured.empty() && fits(expected_rest(place))) draw(place, options_.null_draws, end);
            },
            2);
    }

    std::vector<Measurement> measurements(tasks_);
    for (WeightPlace& place : places_) {
        if (place.measured.empty()) continue;
        for (const WeightPlace::Kind& kind : place.kinds) {
            std::vector<Measurement> part;
            for (const std::size_t i : kind.where) part.push_back(std::move(place.measured[i]));
            add_nulls(kind.draws, part);
            for (std::size_t k = 0; k < kind.where.size(); ++k) place.measured[kind.where[k]] = std::move(part[k]);
        }
        for (std::size_t k = 0; k < place.which.size(); ++k)
            measurements[place.which[k]] = std::move(place.measured[k]);
    }
    say(notes);
    return measurements;
}

void WeightRun::say(std::vector<std::string>& notes) const {
    const auto all = static_cast<std::int64_t>(places_.size());
    std::int64_t missing = 0, bare = 0;
    for (const WeightPlace& place : places_) {
        if (place.seconds == 0) ++missing;
        else if (!place.kinds.empty() && place.draws < options_.null_draws) ++bare;
    }
    const std::string why = ": the budget of " + short_number(options_.budget_seconds) + " s was used up";
    if (missing > 0)
        notes.push_back(with_commas(missing) + " of " + with_commas(all) + " weights, the largest, were not measured" +
                        why);
    if (bare > 0)
        notes.push_back(with_commas(bare) + " of " + with_commas(all) + " weights have fewer than " +
                        std::to_string(options_.null_draws) + " draws of their nulls, or none" + why);
}

}  // namespace blackbody
