/// thermo: what is measured against the inverse temperature, and on chains at β = 1.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "blackbody/cli/thermo_run.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/machines/tap.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/partition/plain_annealing.h"
#include "blackbody/systems/ensembles/replicas.h"
#include "blackbody/systems/ensembles/second_road.h"
#include "blackbody/systems/ensembles/thermal.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::int64_t chains_of(const ThermoRun& run) { return run.options.thermo.chains.value_or(200); }

/// Ascending, with β = 1 among them: there ln Z is known.
std::vector<double> betas_of(const ThermoFlags& flags) {
    std::vector<double> betas = flags.betas;
    if (betas.empty()) {
        const double from = flags.from.value_or(.1), to = flags.to.value_or(1.5);
        if (!(from < to))
            throw Error(ErrorKind::usage, Complaint{.place = "--from",
                                                    .expected = "less than --to, " + short_number(to),
                                                    .found = short_number(from)});
        const std::int64_t points = flags.points.value_or(57);
        for (std::int64_t k = 0; k < points; ++k)
            betas.push_back(from + (to - from) * static_cast<double>(k) / static_cast<double>(points - 1));
    }
    std::sort(betas.begin(), betas.end());
    if (std::none_of(betas.begin(), betas.end(), [](double b) { return std::abs(b - 1) < 1e-9; }))
        betas.insert(std::lower_bound(betas.begin(), betas.end(), 1.), 1);
    betas.erase(std::unique(betas.begin(), betas.end()), betas.end());
    return betas;
}

/// Steps at each β: as asked, else 80, fewer where the two sweeps, and the two slower ones that may follow, would take
/// more than half of what --budget leaves.
std::int64_t steps_of(const ThermoRun& run, const std::vector<double>& betas) {
    constexpr std::int64_t usual = 80, least = 8;
    if (run.options.thermo.steps) return *run.options.thermo.steps;
    if (std::isinf(run.seconds_left())) return usual;
    const auto start = std::chrono::steady_clock::now();
    sweep(run.machine, samples_of_independent(independent(run.machine, run.machine.visible.theta), chains_of(run), 0),
          {1}, {.wait = 10, .looks = 5, .stride = 2});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / 20;
    const double affordable = run.seconds_left() / 2 / (4 * static_cast<double>(betas.size()) * seconds);
    return std::clamp(static_cast<std::int64_t>(affordable), least, usual);
}

/// The two sweeps: so many chains, so many steps at each β.
struct SweepPlan {
    std::int64_t chains, steps;
    const char *cooling, *heating;  ///< names of the stages
};

SweepOptions sweep_options(const ThermoRun& run, const SweepPlan& how, const char* stage) {
    SweepOptions options{.chains = how.chains};
    options.wait = how.steps / 2;
    options.stride = 2;
    options.looks = std::max<std::int64_t>(1, (how.steps - options.wait) / options.stride);
    options.seed = seed_for(run.options.seed, stage);
    options.go_on = run.show(stage);
    return options;
}

/// Discrete units: only these have a temperature so high that all states are alike.
bool has_states(const Rbm& machine) {
    return !std::isinf(bits_of(machine.visible)) && !std::isinf(bits_of(machine.hidden));
}

bool is_quickly_enumerated(const Rbm& machine) {
    const double bits = std::min(bits_of(machine.visible), bits_of(machine.hidden));
    return std::exp2(bits) * static_cast<double>(std::max(machine.visible.size(), machine.hidden.size())) < 4e7;
}

/// ln Z at the first β: near infinite temperature the energy falls fastest, so from there the steps are short.
Anchor hot_anchor(const ThermoRun& run, double first) {
    constexpr int steps = 24;
    std::vector<double> betas;
    for (int k = 1; k <= steps; ++k) betas.push_back(first * k * k / (steps * steps));
    const SweepOptions quick{
        .chains = chains_of(run), .wait = 10, .looks = 10, .stride = 1, .seed = seed_for(run.options.seed, "anchor")};
    const at::Tensor start = samples_of_independent(at_beta(run.machine, 0), chains_of(run), quick.seed);
    const Estimate log_z =
        points_of(sweep(run.machine, start, betas, quick), infinite_temperature(run.machine)).back().log_z;
    return {.beta = first, .log_z = log_z.value, .std_error = log_z.error.std_error()};
}

/// Cooled from disorder, heated from examples; both ascending in β afterwards.
void sweep_both(ThermoRun& run, const SweepPlan& how, Branches& b) {
    const std::vector<double> betas = betas_of(run.options.thermo);
    const Rbm disordered =
        has_states(run.machine) ? at_beta(run.machine, 0) : independent(run.machine, run.machine.visible.theta);
    b.cooling =
        sweep(run.machine, samples_of_independent(disordered, how.chains, seed_for(run.options.seed, how.cooling) + 1),
              betas, sweep_options(run, how, how.cooling));
    b.heating = sweep(run.machine, some_states(run.starts(), how.chains), {betas.rbegin(), betas.rend()},
                      sweep_options(run, how, how.heating));
    std::reverse(b.heating.begin(), b.heating.end());
}

Branches branches_of(ThermoRun& run, const Measurement& log_partition, std::int64_t steps) {
    const Estimate log_z = *find_estimate(log_partition, "log_z");
    Branches b;
    b.cold = {.beta = 1, .log_z = log_z.value, .std_error = log_z.error.is_number() ? log_z.error.std_error() : 0};
    b.hot = has_states(run.machine) ? hot_anchor(run, betas_of(run.options.thermo).front()) : b.cold;
    sweep_both(run, {chains_of(run), steps, "cooling", "heating"}, b);
    return b;
}

/// Where there is a loop: four times the steps with a quarter of the chains, which takes as long.
std::optional<SlowerSweep> slower_sweep_of(ThermoRun& run, const Branches& branches, std::int64_t steps) {
    constexpr std::int64_t factor = 4, least_chains = 32;
    if (!loop_of(branches)) return {};
    SlowerSweep slower{{.cooling = {}, .heating = {}, .hot = branches.hot, .cold = branches.cold},
                       static_cast<double>(factor)};
    const std::int64_t chains = std::max(chains_of(run) / factor, std::min(chains_of(run), least_chains));
    sweep_both(run, {chains, factor * steps, "slower cooling", "slower heating"}, slower.branches);
    return slower;
}

/// ln Z of mean-field states, from examples.
void add_tap(ThermoRun& run, std::vector<Measurement>& all) {
    if (!has_tap(run.machine)) {
        run.skipped.push_back({"tap", "machine", "TAP is written for units of two values"});
        return;
    }
    constexpr std::int64_t starts = 32;
    try {
        const Tap found = tap(run.machine, some_states(run.starts(), starts));
        const Uncertainty why = Uncertainty::none("an expansion, not a sample");
        Measurement m{.observable = "tap", .site = "machine", .estimates = {}};
        m.estimates = {{"tap_log_z", found.log_z, why, starts, {}},
                       {"tap_all_states", found.log_z_together, why, starts, {}},
                       {"tap_states", static_cast<double>(found.solutions), why, starts, {}},
                       {"tap_converged", static_cast<double>(found.converged) / starts, why, starts, {}}};
        all.push_back(std::move(m));
    } catch (const NumericalError& error) {
        run.skipped.push_back({"tap", "machine", error.what()});
    }
}

/// Where the heat capacity of the means alone is largest.
void add_independent_peak(ThermoRun& run, const Branches& branches, Measurement& thermal) {
    const double from = branches.cooling.front().beta, to = branches.cooling.back().beta;
    thermal.estimates.push_back({"peak_beta_independent",
                                 independent_peak(run.base(), from, to),
                                 Uncertainty::none("means of these examples"),
                                 run.starts().size(0),
                                 {}});
}

/// What annealing in temperature makes of the machine; nothing for units without an infinite temperature.
void add_plain_annealing(ThermoRun& run, double log_z, std::vector<Measurement>& all) {
    if (!has_states(run.machine)) return;
    constexpr int temperatures = 2000;
    AnnealingOptions options{.chains = 256, .seed = seed_for(run.options.seed, "plain")};
    for (int k = 0; k <= temperatures; ++k) options.betas.push_back(static_cast<double>(k) / temperatures);
    options.go_on = run.show("annealing in temperature");
    PlainAnnealing plain = anneal_in_temperature(run.machine, log_z, options);
    if (!plain.refusal.empty()) run.skipped.push_back({"plain_annealing", "machine", plain.refusal});
    all.push_back(std::move(plain.measurement));
}

/// Annealing on both sides of the loop, where there is one: every tenth temperature of the published schedule.
std::optional<SecondRoad> second_road_of(ThermoRun& run, const Branches& branches) {
    const std::optional<Loop> loop = loop_of(branches);
    if (!loop) return {};
    constexpr std::size_t stride = 10;
    AnnealingOptions options{.chains = chains_of(run), .seed = seed_for(run.options.seed, "second road")};
    const std::vector<double> all = salakhutdinov_murray_betas();
    for (std::size_t k = 0; k < all.size(); k += stride) options.betas.push_back(all[k]);
    options.go_on = run.show("second road");
    const Bases bases{has_states(run.machine) ? at_beta(run.machine, 0) : run.base(), run.base()};
    return second_road(run.machine, bases, branches, *loop, options);
}

}  // namespace

at::Tensor some_states(const at::Tensor& examples, std::int64_t count) {
    const std::int64_t n = examples.size(0);
    const at::Tensor rows = at::arange(count, at::kLong);
    return examples.index_select(0, count <= n ? rows.mul(n).floor_divide(count) : rows.remainder(n)).to(at::kDouble);
}

std::vector<Measurement> measure_curves(ThermoRun& run, const Measurement& log_partition) {
    const std::int64_t steps = steps_of(run, betas_of(run.options.thermo));
    const Branches branches = branches_of(run, log_partition, steps);
    const Modes modes = modes_of(run.machine.weight, 8);
    WatchOptions watching{.seed = run.options.seed};
    watching.go_on = run.show("chains at beta 1");
    const Watched watched = watch(run.machine, some_states(run.starts(), chains_of(run)), modes, watching);
    ThermalRoads roads{.second = second_road_of(run, branches),
                       .slower = slower_sweep_of(run, branches, steps),
                       .at_one = chains_at_one(watched)};
    if (is_quickly_enumerated(run.machine)) roads.exact = exact_curve(run.machine, betas_of(run.options.thermo));
    const Thermal thermal = thermal_of(branches, roads);
    std::vector<Measurement> all{measurement_of(thermal)};
    all.front().notes.push_back(std::to_string(chains_of(run)) + " chains, " + std::to_string(steps) +
                                " Gibbs steps at each of " + std::to_string(branches.cooling.size()) + " temperatures");

    add_independent_peak(run, branches, all.front());
    add_plain_annealing(run, find_estimate(log_partition, "log_z")->value, all);

    all.push_back(modes_measurement(run.machine, modes, watched, branches.cooling, branches.heating));
    all.push_back(chains_measurement(watched));
    for (const bool hidden : {false, true})
        all.push_back(overlap_measurement(run.machine, watched, hidden, branches.cooling, branches.heating));
    add_tap(run, all);

    all.insert(all.begin(), log_partition);
    if (run.options.null_draws > 0) {
        if (has_states(run.machine))
            add_shuffled(run, branches.cooling.front().beta, branches.cooling.back().beta, all);
        add_independent(run, modes, all);
    }
    return all;
}

}  // namespace blackbody
