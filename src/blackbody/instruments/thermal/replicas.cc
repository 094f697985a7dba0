#include "blackbody/instruments/thermal/replicas.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/thermal/autocorrelation.h"
#include "blackbody/instruments/thermal/mixing.h"
#include "blackbody/instruments/thermal/overlaps.h"
#include "blackbody/instruments/thermal/replica_curves.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

Uncertainty diagnostic() { return Uncertainty::none("a diagnostic of these chains"); }

void add_diagnostics(const std::string& name, const at::Tensor& series, std::vector<Estimate>& out,
                     std::vector<std::string>& notes) {
    const Autocorrelation memory = autocorrelation(series);
    out.push_back({name + "_tau", memory.tau, Uncertainty::of(memory.tau_error), series.numel(), {}});
    out.push_back({name + "_r_hat", split_r_hat(series), diagnostic(), series.size(1), {}});
    if (!memory.is_long_enough)
        notes.push_back("τ of " + name + " is read from fewer than 50 τ of each chain: it may be longer");
}

}  // namespace

Watched watch(const Equilibrium& system, const at::Tensor& start, const Modes& modes, const WatchOptions& options) {
    const std::unique_ptr<EquilibriumChains> chains = system.chains(start, 1, seed_for(options.seed, "watch"));
    chains->run(options.burn_in);
    std::vector<at::Tensor> energy, magnetisation, along;
    Watched watched;
    for (std::int64_t t = 0; t < options.evaluations; ++t) {
        if (options.progress) options.progress(static_cast<double>(t) / static_cast<double>(options.evaluations));
        chains->run(1);
        const at::Tensor v = chains->states(), s = system.spins(0, v, 1, 0);
        if (t == 0) watched.first = v;
        watched.last = v;
        energy.push_back(system.energy(v, 1).mean);
        magnetisation.push_back(s.mean(1));
        along.push_back(magnetisations(modes, s));
    }
    watched.energy = at::stack(energy), watched.magnetisation = at::stack(magnetisation);
    watched.modes = at::stack(along);
    return watched;
}

Mixing mixing_of(const Watched& watched) {
    std::vector<at::Tensor> readings{watched.energy, watched.magnetisation};
    for (std::int64_t a = 0; a < watched.modes.size(2); ++a) readings.push_back(watched.modes.select(2, a));
    Mixing mixing;
    for (const at::Tensor& series : readings) {
        const double r_hat = split_r_hat(series);
        ++mixing.readings;
        if (std::isnan(r_hat)) ++mixing.left_out;
        else mixing.worst_r_hat = std::max(mixing.worst_r_hat, r_hat);
    }
    return mixing;
}

ChainsAtOne chains_at_one(const Watched& watched) {
    if (watched.energy.size(1) < 2) return {};
    const double between = watched.energy.mean(0).var().item<double>();
    return {.energy_r_hat = split_r_hat(watched.energy),
            .energy_spread = std::sqrt(between),
            .heat_capacity_spread = std::hypot(watched.energy.var(0).std().item<double>(), between)};
}

Measurement chains_measurement(const Watched& watched) {
    Measurement m{.observable = "chains", .site = "machine", .estimates = {}};
    add_diagnostics("energy", watched.energy, m.estimates, m.notes);
    add_diagnostics("magnetisation", watched.magnetisation, m.estimates, m.notes);
    Estimate tau{"mode_tau", .5, diagnostic(), watched.energy.numel(), {}},
        r_hat{"mode_r_hat", 0, diagnostic(), watched.energy.size(1), {}};
    for (std::int64_t a = 0; a < watched.modes.size(2); ++a) {
        const at::Tensor series = watched.modes.select(2, a);
        tau.value = std::max(tau.value, autocorrelation(series).tau);
        r_hat.value = std::max(r_hat.value, split_r_hat(series));
    }
    m.estimates.push_back(tau), m.estimates.push_back(r_hat);
    const Mixing mixing = mixing_of(watched);
    if (mixing.left_out > 0)
        m.notes.push_back(std::to_string(mixing.left_out) + " of " + std::to_string(mixing.readings) +
                          " readings (energy, magnetisation, modes) never change: they have no R̂ and are left out");
    refuse_bars(mixing.worst_r_hat, m.estimates);
    return m;
}

at::Tensor Replicas::spins(std::size_t layer, const at::Tensor& visible, double beta, std::uint64_t draw) const {
    return system.spins(layer, visible.to(at::kDouble), beta, seed_for(draw, "overlap"));
}

Measurement overlap_measurement(const Replicas& replicas, std::size_t layer) {
    const Watched& watched = replicas.watched;
    Measurement m{.observable = "overlap", .site = replicas.system.layers().at(layer), .estimates = {}};
    m.estimates =
        overlap_estimates(replicas.spins(layer, watched.last, 1, 0), replicas.spins(layer, watched.first, 1, 2));
    refuse_bars(mixing_of(watched).worst_r_hat, m.estimates);
    m.notes.push_back("q_EA compares states " + std::to_string(watched.energy.size(0) - 1) + " Gibbs steps apart");
    m.curves.push_back(density_curve(replicas, layer));
    if (!replicas.cooling.empty()) m.curves.push_back(overlap_curve(replicas, layer));
    return m;
}

Measurement modes_measurement(const Replicas& replicas) {
    const Watched& watched = replicas.watched;
    Measurement m{.observable = "modes", .site = "machine", .estimates = {}};
    const at::Tensor coupling = replicas.system.coupling();
    const at::Tensor all = squared_singular_values(coupling).clamp_min(0).sqrt();
    const double edge = random_edge(coupling), rounding = 1e-12 * replicas.modes.strength[0].item<double>();
    m.estimates = {
        {"strongest", replicas.modes.strength[0].item<double>(), Uncertainty::exact(), 0, {}},
        {"noise_edge", edge, Uncertainty::exact(), 0, {}},
        {"learned_modes", (all > edge + rounding).sum().item<double>(), Uncertainty::exact(), all.numel(), {}}};
    const at::Tensor squares = watched.modes.select(2, 0).square().mean(0);
    const double rms = std::sqrt(squares.mean().item<double>());
    m.estimates.push_back(
        {"first_magnetisation",
         rms,
         Uncertainty::of(squares.std().item<double>() / std::sqrt(static_cast<double>(squares.numel())) / (2 * rms)),
         squares.numel(),
         {}});
    refuse_bars(mixing_of(watched).worst_r_hat, m.estimates);
    if (!replicas.cooling.empty()) m.curves.push_back(mode_curve(replicas));
    return m;
}

}  // namespace blackbody
