#include "blackbody/instruments/weights.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "blackbody/instruments/nulls.h"

namespace blackbody {
namespace {

Measurement weighed(const Task& task, const Site& site, const InstrumentOptions& options) {
    const WeightResult result = task.observable->weigh(site, options);
    Measurement measurement{task.observable->name, site.info.name, {}, result.curves, result.notes};
    for (const NamedValue& v : result.values)
        measurement.estimates.push_back({v.name, v.value, v.error ? *v.error : Uncertainty::exact(), v.n, {}});
    return measurement;
}

/// The measurement with its nulls: the same observable on controlled weights of this site.
Measurement weighed_with_nulls(const Task& task, const Site& site, const MeasureOptions& options) {
    std::vector<Measurement> measurement{weighed(task, site, options.instrument)};
    InstrumentOptions plain = options.instrument;
    plain.as_null = true;
    for (const std::string& name : task.observable->info().controls) {
        const Control& control = find_control(name);
        if (control.weights == nullptr || options.null_draws == 0) continue;
        Draws draws{&control, {weighed(task, site, plain)}, {}};
        for (std::int64_t d = 0; d < options.null_draws; ++d) {
            Site drawn = site;
            drawn.interaction->weight =
                control.weights(*site.interaction, seed_for(options.instrument.seed, name.c_str()) + d);
            draws.drawn.push_back({weighed(task, drawn, plain)});
        }
        add_nulls(draws, measurement);
    }
    return std::move(measurement.front());
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

    // Each thread takes the next site; library calls inside a parallel region stay on their own thread.
    std::vector<Measurement> measurements(tasks.size());
    std::atomic<std::size_t> next{0}, done{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const Pace pace(options);
    at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
        for (std::size_t i = next++; i < order.size(); i = next++) {
            try {
                for (const std::size_t t : by_site[order[i]])
                    measurements[t] = weighed_with_nulls(tasks[t], sites[order[i]], options);
                const std::lock_guard lock(mutex);
                pace.at("weights", static_cast<double>(++done) / static_cast<double>(order.size()));
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = order.size();
            }
        }
    });
    if (failure) std::rethrow_exception(failure);
    return measurements;
}

}  // namespace blackbody
