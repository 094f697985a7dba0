#include "blackbody/instruments/nulls.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "blackbody/instruments/parallel.h"
#include "blackbody/instruments/sources.h"
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

std::vector<Measurement> draw(const System& system, const FixedSource& fixed, const std::vector<Task>& tasks,
                              const StreamOptions& options) {
    return stream(system, fixed, tasks, options).measurements;
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
            if (value && !finite.empty())
                estimate.nulls.push_back(summary(draws.control->info.name, value->value, finite));
        }
    }
}

std::vector<std::string> draw_nulls(const System& system, const Source& input, const std::vector<Task>& tasks,
                                    const MeasureOptions& options, std::vector<Measurement>& measurements) {
    // The fixed samples, and how they are run: one accumulator a site, nothing that only a report would show.
    const FixedSource fixed(input, options.null_samples);
    StreamOptions plain{options.instrument, 1, options.null_samples, options.null_samples, {}};
    plain.instrument.as_null = true;
    const Pace pace(options);
    std::vector<std::string> notes;

    std::vector<std::string> names;
    for (const ControlInfo* info : control_infos()) names.push_back(info->name);
    for (std::size_t c = 0; c < names.size(); ++c) {
        std::vector<std::size_t> where;
        const std::vector<Task> chosen = tasks_under(names[c], tasks, where);
        if (chosen.empty()) continue;
        const Control& control = find_control(names[c]);
        Draws draws{&control, draw(system, fixed, chosen, plain), {}};
        std::vector<std::vector<Measurement>> drawn(options.null_draws);
        std::int64_t done = 0;
        std::mutex mutex;
        for_each_in_parallel(options.null_draws, [&](std::int64_t d) {
            {
                const std::lock_guard lock(mutex);
                if (pace.over(0.3)) return;
                pace.at("nulls", static_cast<double>(c * options.null_draws + done++) /
                                     static_cast<double>(names.size() * options.null_draws));
            }
            const Seed seed = seed_for(options.instrument.seed, names[c].c_str()) + d;
            if (control.weights) drawn[d] = draw(*system.control(control, seed), fixed, chosen, plain);
            else drawn[d] = draw(system, FixedSource(fixed, control, seed), chosen, plain);
        });
        for (std::vector<Measurement>& d : drawn)
            if (!d.empty()) draws.drawn.push_back(std::move(d));
        if (static_cast<std::int64_t>(draws.drawn.size()) < options.null_draws)
            notes.push_back("null '" + names[c] + "': " + std::to_string(draws.drawn.size()) + " draws instead of " +
                            std::to_string(options.null_draws) + ", the budget was used up");

        // Hand the nulls to the measurements of these tasks.
        std::vector<Measurement> part;
        for (const std::size_t i : where) part.push_back(std::move(measurements[i]));
        add_nulls(draws, part);
        for (std::size_t k = 0; k < where.size(); ++k) measurements[where[k]] = std::move(part[k]);
    }
    return notes;
}

}  // namespace blackbody
