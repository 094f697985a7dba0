#include "blackbody/instruments/nulls.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "blackbody/instruments/parallel.h"
#include "blackbody/instruments/stream.h"

namespace blackbody {
namespace {

Null summary(const std::string& control, double value, const std::vector<double>& draws) {
    Null null{control, value, 0, 0, draws.front(), draws.front(), static_cast<std::int64_t>(draws.size())};
    for (const double d : draws) {
        null.mean += d / static_cast<double>(draws.size());
        null.low = std::min(null.low, d), null.high = std::max(null.high, d);
    }
    for (const double d : draws) null.spread += (d - null.mean) * (d - null.mean);
    null.spread = draws.size() > 1 ? std::sqrt(null.spread / static_cast<double>(draws.size() - 1)) : 0;
    return null;
}

}  // namespace

std::vector<Task> tasks_under(const std::string& control, const std::vector<Task>& tasks,
                              std::vector<std::size_t>& where) {
    std::vector<Task> chosen;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& controls = tasks[i].observable->info().controls;
        if (std::find(controls.begin(), controls.end(), control) == controls.end()) continue;
        chosen.push_back(tasks[i]);
        where.push_back(i);
    }
    return chosen;
}

void add_nulls(const Draws& draws, std::vector<Measurement>& measurements) {
    if (draws.drawn.empty()) return;
    for (std::size_t i = 0; i < measurements.size(); ++i) {
        for (Estimate& estimate : measurements[i].estimates) {
            const Estimate* value = find_estimate(draws.values[i], estimate.name);
            std::vector<double> finite;
            for (const auto& drawn : draws.drawn)
                if (const Estimate* e = find_estimate(drawn[i], estimate.name); e && std::isfinite(e->value))
                    finite.push_back(e->value);
            if (value && !finite.empty()) estimate.nulls.push_back(summary(draws.control->name, value->value, finite));
        }
    }
}

namespace {

/// How the fixed samples are run: one accumulator a site, nothing that only a report would show.
StreamOptions plainly(const MeasureOptions& options) {
    StreamOptions plain{options.instrument, 1, options.null_samples, options.null_samples, {}, options.fixed_samples};
    plain.instrument.as_null = true;
    return plain;
}

}  // namespace

StateNulls::StateNulls(const System& system, const Source& input, const std::vector<Task>& tasks,
                       const MeasureOptions& options)
    : system_(system), options_(options), fixed_(input, options.null_samples) {
    for (const ControlInfo* info : control_infos()) {
        std::vector<std::size_t> where;
        std::vector<Task> chosen = tasks_under(info->name, tasks, where);
        if (chosen.empty() || options.null_draws <= 0) continue;  // some controls are known in closed form only
        Kind kind{&find_control(info->name), std::move(where), std::move(chosen), {}, {}};
        kind.drawn.resize(static_cast<std::size_t>(options.null_draws));
        kinds_.push_back(std::move(kind));
    }
}

std::vector<Measurement> StateNulls::draw(const Kind& kind, std::int64_t number) const {
    const Control& control = *kind.control;
    const Seed seed = seed_for(options_.instrument.seed, control.name.c_str()) + number;
    if (control.weights)
        return stream(*system_.control(control, seed), fixed_, kind.tasks, plainly(options_)).measurements;
    return stream(system_, FixedSource(fixed_, control, seed), kind.tasks, plainly(options_)).measurements;
}

void StateNulls::draw_some(Kind& kind, std::int64_t count, double end) {
    const Pace pace(options_);
    if (pace.over(end)) return;
    if (kind.values.empty()) kind.values = stream(system_, fixed_, kind.tasks, plainly(options_)).measurements;
    std::mutex mutex;
    for_each_in_parallel(count, [&](std::int64_t i) {
        {
            const std::lock_guard lock(mutex);
            if (pace.over(end) || !kind.drawn[i].empty()) return;
            pace.at("nulls", static_cast<double>(done_++) / static_cast<double>(kinds_.size() * options_.null_draws));
        }
        kind.drawn[i] = draw(kind, i);
    });
}

double StateNulls::begin() {
    const Pace pace(options_);
    const std::int64_t at_a_time = std::min<std::int64_t>(at::get_num_threads(), options_.null_draws);
    const double rounds = std::ceil(static_cast<double>(options_.null_draws) / static_cast<double>(at_a_time)) - 1;
    double seconds = 0;
    for (Kind& kind : kinds_) {
        draw_some(kind, 0, pace.end_of(1, 3));  // the values alone, which no other draw needs
        const double start = pace.seconds();
        draw_some(kind, at_a_time, pace.end_of(1, 3));
        seconds += (pace.seconds() - start) * rounds;
    }
    return seconds;
}

std::vector<std::string> StateNulls::finish(double end, std::vector<Measurement>& measurements) {
    std::vector<std::string> notes;
    for (Kind& kind : kinds_) {
        draw_some(kind, options_.null_draws, end);
        Draws draws{kind.control, std::move(kind.values), {}};
        for (std::vector<Measurement>& drawn : kind.drawn)
            if (!drawn.empty()) draws.drawn.push_back(std::move(drawn));
        if (std::ssize(draws.drawn) < options_.null_draws)
            notes.push_back("null '" + kind.control->name + "': " + std::to_string(draws.drawn.size()) +
                            " draws instead of " + std::to_string(options_.null_draws) + ", the budget was used up");

        // Hand the nulls to the measurements of these tasks.
        std::vector<Measurement> part;
        for (const std::size_t i : kind.where) part.push_back(std::move(measurements[i]));
        add_nulls(draws, part);
        for (std::size_t k = 0; k < kind.where.size(); ++k) measurements[kind.where[k]] = std::move(part[k]);
    }
    return notes;
}

}  // namespace blackbody
