#include "blackbody/instruments/thermal/quick_look.h"

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/replicas.h"

namespace blackbody {
namespace {

constexpr std::int64_t coarse_points = 29, finer = 5, strongest_modes = 8;
constexpr std::int64_t every = 20;  // temperature of the published schedule

double coarse_step(const QuickLookOptions& options) { return (options.to - options.from) / (coarse_points - 1); }

/// β = 1 is among them.
std::vector<double> coarse_ladder(const QuickLookOptions& options) {
    std::vector<double> betas;
    for (std::int64_t k = 0; k < coarse_points; ++k)
        betas.push_back(options.from + coarse_step(options) * static_cast<double>(k));
    if (std::none_of(betas.begin(), betas.end(), [](double b) { return std::abs(b - 1) < 1e-9; }))
        betas.insert(std::lower_bound(betas.begin(), betas.end(), 1.), 1);
    return betas;
}

SweepOptions quickly(const QuickLookOptions& options, const char* stage) {
    return {.chains = options.chains, .burn_in = 10, .evaluations = 5, .seed = seed_for(options.seed, stage)};
}

std::size_t largest_heat_capacity(const std::vector<ThermoPoint>& points, double from) {
    std::size_t best = points.size() - 1;
    for (std::size_t k = 0; k < points.size(); ++k)
        if (points[k].beta > from - 1e-9 && points[k].heat_capacity.value > points[best].heat_capacity.value) best = k;
    return best;
}

/// The point of largest C on the fine ladder about that of the coarse one.
ThermoPoint peak_of(const Equilibrium& system, const std::vector<SweepPoint>& seen,
                    const std::vector<ThermoPoint>& points, const QuickLookOptions& options) {
    const std::size_t top = largest_heat_capacity(points, options.from);
    const double step = coarse_step(options), low = std::max(options.from, points[top].beta - 2 * step),
                 high = std::min(options.to, points[top].beta + 2 * step);
    std::size_t below = 0;
    while (below + 1 < seen.size() && seen[below + 1].beta <= low + 1e-9) ++below;

    std::vector<double> fine;
    for (std::int64_t k = 0; low + static_cast<double>(k) * step / finer <= high + 1e-9; ++k)
        fine.push_back(low + static_cast<double>(k) * step / finer);
    const std::vector<SweepPoint> again =
        sweep(system, seen[below].last.to(at::kDouble), fine, quickly(options, "fine"));
    const std::vector<ThermoPoint> found = points_of(again, {.beta = fine.front()});
    return found[largest_heat_capacity(found, options.from)];
}

Estimate bare(const char* name, double value) { return {name, value, Uncertainty::none("a quick look"), 0, {}}; }

/// ln Z by annealing from units with the means of these states; nothing where too few chains are effective.
std::optional<double> annealed(const Equilibrium& system, const at::Tensor& states, const QuickLookOptions& options) {
    AnnealingPlan plan{.means = states, .stride = every, .chains = options.chains};
    plan.seed = seed_for(options.seed, "annealed");
    const LogPartition z = system.anneal(plan);
    return z.trusted() ? std::optional(z.log_z) : std::nullopt;
}

}  // namespace

double peak_resolution(const QuickLookOptions& options) { return coarse_step(options) / finer; }

Cooled cooled(const Equilibrium& system, const QuickLookOptions& options) {
    SweepOptions cooling = quickly(options, "cooling");
    cooling.progress = options.progress;
    const at::Tensor start = system.disordered(options.chains, cooling.seed);
    Cooled down{coarse_ladder(options), {}, {}};
    down.seen = sweep(system, start, down.betas, cooling);
    down.peak = peak_of(system, down.seen, points_of(down.seen, {.beta = down.betas.front()}), options);
    return down;
}

std::vector<Measurement> quick_look(const Equilibrium& system, const QuickLookOptions& options) {
    const auto [ladder, seen, peak] = cooled(system, options);

    // Its chains at β = 1.
    std::size_t one = 0;
    while (std::abs(ladder[one] - 1) > 1e-9) ++one;
    SweepOptions longer = quickly(options, "at one");
    longer.burn_in = 100, longer.evaluations = 20;
    const at::Tensor from = options.start.defined() ? options.start : seen[one].last.to(at::kDouble);
    const std::vector<SweepPoint> rest = sweep(system, from, {1}, longer);
    const ThermoPoint here = points_of(rest, {.beta = 1})[0];
    Replicas replicas{system, modes_of(system.coupling(), strongest_modes), {}};
    replicas.watched = watch(system, rest[0].last.to(at::kDouble), replicas.modes,
                             {.burn_in = 0, .evaluations = 60, .seed = seed_for(options.seed, "quick")});

    // Numbers, and with ln Z those that rest on it.
    Measurement partition{.observable = "log_partition", .site = "machine", .estimates = {}},
        thermal{.observable = "thermal", .site = "machine", .estimates = {}};
    thermal.estimates = {bare("energy", here.energy.value),
                         bare("heat_capacity", here.heat_capacity.value),
                         {"cooling_peak_beta", peak.beta, Uncertainty::of(peak_resolution(options) / 2), 0, {}},
                         peak.heat_capacity};
    thermal.estimates.back().name = "cooling_peak_heat_capacity";
    if (const std::optional<double> log_z =
            options.log_z ? options.log_z : annealed(system, replicas.watched.last, options)) {
        partition.estimates = {bare("log_z", *log_z), bare("free_energy", -*log_z)};
        if (options.data.defined())
            partition.estimates.push_back(
                bare("log_probability", system.mean_log_weight(options.data, {}).value - *log_z));
        thermal.estimates.push_back(bare("entropy", here.energy.value + *log_z));
        thermal.estimates.push_back(bare("free_energy", -*log_z));
    }
    std::vector<Measurement> all{partition, thermal, modes_measurement(replicas), chains_measurement(replicas.watched)};
    for (std::size_t layer = 0; layer < system.layers().size(); ++layer)
        all.push_back(overlap_measurement(replicas, layer));
    return all;
}

}  // namespace blackbody
