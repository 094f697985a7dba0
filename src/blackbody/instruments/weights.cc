#include "blackbody/instruments/weights.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "blackbody/instruments/nulls.h"
#include "blackbody/instruments/parallel.h"

namespace blackbody {
namespace {

Measurement weighed(const Task& task, const Site& site, const InstrumentOptions& options) {
    const WeightResult result = task.observable->weigh(site, options);
    Measurement measurement{task.observable->name, site.info.name, {}, result.curves, result.notes};
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

/// The names of the controls on weights that any of the tasks is read against, in their order.
std::vector<std::string> weight_controls(const std::vector<Task>& tasks) {
    std::vector<std::string> names;
    for (const Task& task : tasks)
        for (const std::string& name : task.observable->info().controls)
            if (find_control(name).weights && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
    return names;
}

/// The measurements of all tasks at one site, with their nulls: the same observables on controlled weights.
std::vector<Measurement> weighed_with_nulls(const std::vector<Task>& tasks, const Site& site,
                                            const MeasureOptions& options) {
    std::vector<Measurement> measurements = weighed_all(tasks, site, options.instrument);
    InstrumentOptions plain = options.instrument;
    plain.as_null = true;
    if (options.null_draws == 0) return measurements;
    for (const std::string& name : weight_controls(tasks)) {
        const Control& control = find_control(name);
        std::vector<std::size_t> where;
        const std::vector<Task> chosen = tasks_under(name, tasks, where);
        Draws draws{&control, weighed_all(chosen, site, plain), {}};
        for (std::int64_t d = 0; d < options.null_draws; ++d) {
            Site drawn = site;
            drawn.interaction->weight =
                control.weights(*site.interaction, seed_for(options.instrument.seed, name.c_str()) + d);
            draws.drawn.push_back(weighed_all(chosen, drawn, plain));
        }
        std::vector<Measurement> part;
        for (const std::size_t i : where) part.push_back(std::move(measurements[i]));
        add_nulls(draws, part);
        for (std::size_t k = 0; k < where.size(); ++k) measurements[where[k]] = std::move(part[k]);
    }
    return measurements;
}

}  // namespace

std::vector<Measurement> weigh(const System& system, const std::vector<Task>& tasks, const MeasureOptions& options) {
    // Group by site, largest weight first, so that the last to finish is small.
    std::map<std::size_t, std::vector<std::size_t>> by_site;
    for (std::size_t t = 0; t < tasks.size(); ++t) by_site[tasks[t].site].push_back(t);
    std::vector<std::size_t> order;
    for (const auto& [site, unused] : by_site) order.push_back(site);
    const auto sites = system.sites();
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sites[a].interaction->weight.numel() > sites[b].interaction->weight.numel();
    });

    std::vector<Measurement> measurements(tasks.size());
    std::size_t done = 0;
    std::mutex mutex;
    const Pace pace(options);
    for_each_in_parallel(static_cast<std::int64_t>(order.size()), [&](std::int64_t i) {
        const std::vector<std::size_t>& here = by_site.at(order[i]);
        std::vector<Task> group;
        for (const std::size_t t : here) group.push_back(tasks[t]);
        std::vector<Measurement> found = weighed_with_nulls(group, sites[order[i]], options);
        for (std::size_t k = 0; k < here.size(); ++k) measurements[here[k]] = std::move(found[k]);
        const std::lock_guard lock(mutex);
        pace.at("weights", static_cast<double>(++done) / static_cast<double>(order.size()));
    });
    return measurements;
}

}  // namespace blackbody
