/// ln Z, and the probability of data.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "blackbody/instruments/thermal/thermal_run.h"

namespace blackbody {
namespace {

/// Seconds of annealing a chain along the published schedule, from a short piece of it with 100 chains.
double seconds_a_chain(ThermalRun& run) {
    constexpr std::int64_t chains = 100, piece = 100, temperatures = 14501;
    AnnealingPlan plan{.means = run.means(), .chains = chains};
    for (std::int64_t k = 0; k <= piece; ++k) plan.betas.push_back(static_cast<double>(k) / 1000);
    const auto start = Watcher::Clock::now();
    run.equilibrium.anneal(plan);
    const double seconds = std::chrono::duration<double>(Watcher::Clock::now() - start).count();
    return seconds / (chains * piece) * static_cast<double>(temperatures);
}

/// As many chains as half of the time left allows (a quarter each way of a sandwich); all where there is no end.
std::int64_t affordable_chains(ThermalRun& run, LogZMethod method) {
    constexpr std::int64_t all = 1200, least = 20;
    const double left = run.request.watcher.seconds_left();
    if (std::isinf(left) || method == LogZMethod::exact || method == LogZMethod::bar) return 0;
    const double share = method == LogZMethod::sandwich ? .25 : .5;
    return std::clamp(static_cast<std::int64_t>(share * left / seconds_a_chain(run)), least, all);
}

LogZOptions log_z_options(ThermalRun& run) {
    const ThermalOptions& asked = run.options();
    LogZOptions options{.method = run.equilibrium.method(log_z_method(asked.log_z.value_or(""))),
                        .temperatures = asked.temperatures.value_or(0),
                        .rungs = asked.rungs.value_or(0),
                        .seed = asked.seed};
    options.chains = asked.chains ? *asked.chains : affordable_chains(run, options.method);
    if (options.method != LogZMethod::exact) options.means = run.means();
    if (options.method == LogZMethod::sandwich || options.method == LogZMethod::bar) options.start = run.starts();
    options.progress = run.show("ln Z");
    return options;
}

Estimate renamed(Estimate estimate, const char* name) {
    estimate.name = name;
    return estimate;
}

/// ⟨ln p⟩ = ⟨-F⟩ - ln Z, its error over samples alone.
Estimate log_probability(const char* name, const Estimate& log_weight, double log_z) {
    Estimate p = renamed(log_weight, name);
    p.value -= log_z;
    return p;
}

void add_probabilities(ThermalRun& run, double log_z, std::vector<Estimate>& out) {
    const Examples &data = run.request.data, &train = run.request.train;
    if (!data.values.defined()) return;
    const Estimate held = run.equilibrium.mean_log_weight(data.values, data.weights);
    out.push_back(log_probability("log_probability", held, log_z));
    if (run.options().base == "means") {
        const std::unique_ptr<Equilibrium> base = run.equilibrium.independent(run.starts());
        out.push_back(log_probability("log_probability_independent", base->mean_log_weight(data.values, data.weights),
                                      base->log_z({}).value.value));
    }
    if (!train.values.defined()) return;
    const Estimate seen = run.equilibrium.mean_log_weight(train.values, train.weights);
    out.push_back(log_probability("log_probability_train", seen, log_z));
    out.push_back({"overfitting_gap",
                   seen.value - held.value,
                   Uncertainty::of(std::hypot(seen.error.std_error(), held.error.std_error())),
                   held.n,
                   {}});
}

}  // namespace

Measurement measure_log_partition(ThermalRun& run) {
    const LogZ z = run.equilibrium.log_z(log_z_options(run));
    Measurement m{.observable = "log_partition", .site = "machine", .estimates = {z.value}};
    m.estimates.insert(m.estimates.end(), z.others.begin(), z.others.end());
    Estimate f = renamed(z.value, "free_energy");
    f.value = -f.value;
    m.estimates.push_back(f);
    add_probabilities(run, z.value.value, m.estimates);
    m.curves = z.curves;
    m.notes = z.notes;
    return m;
}

}  // namespace blackbody
