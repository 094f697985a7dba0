/// What is measured against the inverse temperature, and on chains at β = 1.
#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/independent_check.h"
#include "blackbody/instruments/thermal/plain_annealing.h"
#include "blackbody/instruments/thermal/replicas.h"
#include "blackbody/instruments/thermal/thermal.h"
#include "blackbody/instruments/thermal/thermal_run.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Steps at each β: as asked, else 80, fewer where the two sweeps, and the two slower ones that may follow, would take
/// more than half of what the watcher leaves.
std::int64_t steps_of(const ThermalRun& run, const std::vector<double>& betas) {
    constexpr std::int64_t usual = 80, least = 8;
    if (run.options().steps) return *run.options().steps;
    if (std::isinf(run.request.watcher.seconds_left())) return usual;
    const auto start = Watcher::Clock::now();
    sweep(run.equilibrium, run.equilibrium.uncoupled(run.chains(), 0), {1},
          {.burn_in = 10, .evaluations = 5, .stride = 2});
    const double seconds = std::chrono::duration<double>(Watcher::Clock::now() - start).count() / 20;
    const double affordable =
        run.request.watcher.seconds_left() / 2 / (4 * static_cast<double>(betas.size()) * seconds);
    return std::clamp(static_cast<std::int64_t>(affordable), least, usual);
}

/// The two sweeps: so many chains, so many steps at each β.
struct SweepPlan {
    std::int64_t chains, steps;
    const char *cooling, *heating;  ///< names of the stages
};

SweepOptions sweep_options(const ThermalRun& run, const SweepPlan& how, const char* stage) {
    SweepOptions options{.chains = how.chains};
    options.burn_in = how.steps / 2;
    options.stride = 2;
    options.evaluations = std::max<std::int64_t>(1, (how.steps - options.burn_in) / options.stride);
    options.seed = seed_for(run.options().seed, stage);
    options.progress = run.show(stage);
    return options;
}

/// ln Z at the first β: near infinite temperature the energy falls fastest, so from there the steps are short.
Anchor hot_anchor(const ThermalRun& run, double first) {
    constexpr int steps = 24;
    std::vector<double> betas;
    for (int k = 1; k <= steps; ++k) betas.push_back(first * k * k / (steps * steps));
    const SweepOptions quick{.chains = run.chains(),
                             .burn_in = 10,
                             .evaluations = 10,
                             .stride = 1,
                             .seed = seed_for(run.options().seed, "anchor")};
    const at::Tensor start = run.equilibrium.disordered(run.chains(), quick.seed);
    const Estimate log_z =
        points_of(sweep(run.equilibrium, start, betas, quick), run.equilibrium.infinite_temperature()).back().log_z;
    return {.beta = first, .log_z = log_z.value, .std_error = log_z.error.std_error()};
}

/// Cooled from disorder, heated from examples; both ascending in β afterwards.
void sweep_both(ThermalRun& run, const SweepPlan& how, Branches& b) {
    const std::vector<double> betas = betas_of(run.options());
    b.cooling =
        sweep(run.equilibrium, run.equilibrium.disordered(how.chains, seed_for(run.options().seed, how.cooling) + 1),
              betas, sweep_options(run, how, how.cooling));
    b.heating = sweep(run.equilibrium, some_states(run.starts(), how.chains), {betas.rbegin(), betas.rend()},
                      sweep_options(run, how, how.heating));
    std::reverse(b.heating.begin(), b.heating.end());
}

Branches branches_of(ThermalRun& run, const Measurement& log_partition, std::int64_t steps) {
    const Estimate log_z = *find_estimate(log_partition, "log_z");
    Branches b;
    b.cold = {.beta = 1, .log_z = log_z.value, .std_error = log_z.error.is_number() ? log_z.error.std_error() : 0};
    b.hot = run.equilibrium.has_infinite_temperature() ? hot_anchor(run, betas_of(run.options()).front()) : b.cold;
    sweep_both(run, {run.chains(), steps, "cooling", "heating"}, b);
    return b;
}

/// Where there is a loop: four times the steps with a quarter of the chains, which takes as long.
std::optional<SlowerSweep> slower_sweep_of(ThermalRun& run, const Branches& branches, std::int64_t steps) {
    constexpr std::int64_t factor = 4, least_chains = 32;
    if (!loop_of(branches)) return {};
    SlowerSweep slower{{.cooling = {}, .heating = {}, .hot = branches.hot, .cold = branches.cold},
                       static_cast<double>(factor)};
    const std::int64_t chains = std::max(run.chains() / factor, std::min(run.chains(), least_chains));
    sweep_both(run, {chains, factor * steps, "slower cooling", "slower heating"}, slower.branches);
    return slower;
}

/// ln Z of mean-field states, from examples.
void add_mean_field(ThermalRun& run, std::vector<Measurement>& all) {
    constexpr std::int64_t starts = 32;
    try {
        const auto found = run.equilibrium.mean_field(some_states(run.starts(), starts));
        if (!found) {
            run.skipped.push_back({"tap", "machine", "TAP is written for units of two values"});
            return;
        }
        const Uncertainty why = Uncertainty::none("an expansion, not a sample");
        Measurement m{.observable = "tap", .site = "machine", .estimates = {}};
        m.estimates = {{"tap_log_z", found->log_z, why, starts, {}},
                       {"tap_all_states", found->log_z_together, why, starts, {}},
                       {"tap_states", static_cast<double>(found->solutions), why, starts, {}},
                       {"tap_converged", static_cast<double>(found->converged) / starts, why, starts, {}}};
        all.push_back(std::move(m));
    } catch (const NumericalError& error) {
        run.skipped.push_back({"tap", "machine", error.what()});
    }
}

/// Where the heat capacity of the means alone is largest.
void add_independent_peak(ThermalRun& run, const Branches& branches, Measurement& thermal) {
    const double from = branches.cooling.front().beta, to = branches.cooling.back().beta;
    thermal.estimates.push_back({"peak_beta_independent",
                                 independent_peak(*run.equilibrium.independent(run.means()), from, to),
                                 Uncertainty::none("means of these examples"),
                                 run.starts().size(0),
                                 {}});
}

/// What annealing in temperature makes of the machine; nothing for units without an infinite temperature.
void add_plain_annealing(ThermalRun& run, double log_z, std::vector<Measurement>& all) {
    if (!run.equilibrium.has_infinite_temperature()) return;
    constexpr int temperatures = 2000;
    AnnealingPlan plan{.chains = 256, .seed = seed_for(run.options().seed, "plain")};
    for (int k = 0; k <= temperatures; ++k) plan.betas.push_back(static_cast<double>(k) / temperatures);
    plan.progress = run.show("annealing in temperature");
    PlainAnnealing plain = anneal_in_temperature(run.equilibrium, log_z, std::move(plan));
    if (!plain.refusal.empty()) run.skipped.push_back({"plain_annealing", "machine", plain.refusal});
    all.push_back(std::move(plain.measurement));
}

/// Annealing on both sides of the loop, where there is one: every tenth temperature of the published schedule.
std::optional<IndependentCheck> check_of(ThermalRun& run, const Branches& branches) {
    const std::optional<Loop> loop = loop_of(branches);
    if (!loop) return {};
    CheckOptions options{.means = run.means(), .chains = run.chains()};
    options.seed = seed_for(run.options().seed, "second road");
    options.progress = run.show("independent check");
    return independent_check(run.equilibrium, branches, *loop, options);
}

}  // namespace

std::vector<Measurement> measure_curves(ThermalRun& run, const Measurement& log_partition) {
    const std::vector<double> betas = betas_of(run.options());
    const std::int64_t steps = steps_of(run, betas);
    const Branches branches = branches_of(run, log_partition, steps);
    Replicas replicas{run.equilibrium, modes_of(run.equilibrium.coupling(), 8), {}, branches.cooling, branches.heating};
    const WatchOptions watching{.seed = run.options().seed, .progress = run.show("chains at beta 1")};
    replicas.watched = watch(run.equilibrium, some_states(run.starts(), run.chains()), replicas.modes, watching);
    const Thermal thermal = thermal_of(branches, {.exact = run.equilibrium.exact(betas),
                                                  .independent = check_of(run, branches),
                                                  .slower = slower_sweep_of(run, branches, steps),
                                                  .at_one = chains_at_one(replicas.watched)});
    std::vector<Measurement> all{measurement_of(thermal)};
    all.front().notes.push_back(std::to_string(run.chains()) + " chains, " + std::to_string(steps) +
                                " Gibbs steps at each of " + std::to_string(branches.cooling.size()) + " temperatures");
    add_independent_peak(run, branches, all.front());
    add_plain_annealing(run, find_estimate(log_partition, "log_z")->value, all);

    all.push_back(modes_measurement(replicas));
    all.push_back(chains_measurement(replicas.watched));
    for (std::size_t layer = 0; layer < run.equilibrium.layers().size(); ++layer)
        all.push_back(overlap_measurement(replicas, layer));
    add_mean_field(run, all);

    all.insert(all.begin(), log_partition);
    if (run.options().null_draws > 0) {
        if (run.equilibrium.has_infinite_temperature()) add_shuffled(run, betas.front(), betas.back(), all);
        add_independent(run, replicas.modes, all);
    }
    return all;
}

}  // namespace blackbody
