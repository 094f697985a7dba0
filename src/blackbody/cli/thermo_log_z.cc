/// thermo: ln Z, and the probability of data.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "blackbody/cli/thermo_run.h"
#include "blackbody/systems/ensembles/partition/log_partition.h"

namespace blackbody {
namespace {

/// Seconds of annealing a chain along the published schedule, from a short piece of it with 100 chains.
double seconds_a_chain(ThermoRun& run) {
    constexpr std::int64_t chains = 100, piece = 100;
    const std::vector<double> schedule = salakhutdinov_murray_betas();
    const std::size_t temperatures = schedule.size();
    const AnnealingOptions options{.chains = chains, .betas = {schedule.begin(), schedule.begin() + piece + 1}};
    const auto start = std::chrono::steady_clock::now();
    anneal(run.machine, run.base(), options);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return seconds / (chains * piece) * static_cast<double>(temperatures);
}

/// As many chains as half of --budget allows (a quarter each way of a sandwich); all where there is none.
std::int64_t affordable_chains(ThermoRun& run, LogZRoad road) {
    constexpr std::int64_t all = 1200, least = 20;
    if (run.options.budget_seconds <= 0 || road == LogZRoad::exact || road == LogZRoad::bar) return 0;
    const double share = road == LogZRoad::sandwich ? .25 : .5;
    const auto chains = static_cast<std::int64_t>(share * run.seconds_left() / seconds_a_chain(run));
    return std::clamp(chains, least, all);
}

LogZOptions log_z_options(ThermoRun& run) {
    const ThermoFlags& flags = run.options.thermo;
    LogZOptions options{.road = log_z_road(flags.log_z),
                        .temperatures = flags.temperatures.value_or(0),
                        .rungs = flags.rungs.value_or(0),
                        .seed = run.options.seed};
    options.chains = flags.chains ? *flags.chains : affordable_chains(run, road_for(run.machine, options.road));
    if (options.road == LogZRoad::sandwich || options.road == LogZRoad::bar) options.start = run.starts();
    options.go_on = run.show("ln Z");
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

void add_probabilities(ThermoRun& run, double log_z, std::vector<Estimate>& out) {
    if (!run.data.values.defined()) return;
    const Estimate held = mean_log_weight(run.machine, run.data.values, run.data.weights);
    out.push_back(log_probability("log_probability", held, log_z));
    if (run.options.thermo.base == "means")
        out.push_back(log_probability("log_probability_independent",
                                      mean_log_weight(run.base(), run.data.values, run.data.weights),
                                      log_partition_of_independent(run.base())));
    if (!run.train.values.defined()) return;
    const Estimate train = mean_log_weight(run.machine, run.train.values, run.train.weights);
    out.push_back(log_probability("log_probability_train", train, log_z));
    out.push_back({"overfitting_gap",
                   train.value - held.value,
                   Uncertainty::of(std::hypot(train.error.std_error(), held.error.std_error())),
                   held.n,
                   {}});
}

}  // namespace

Measurement measure_log_partition(ThermoRun& run) {
    const LogZOptions options = log_z_options(run);
    const bool is_exact = road_for(run.machine, options.road) == LogZRoad::exact;
    const LogZ z = is_exact ? exact_log_z(run.machine) : estimated_log_z(run.machine, run.base(), options);
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
