#include "blackbody/systems/ensembles/replicas.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/autocorrelation.h"
#include "blackbody/systems/ensembles/chains.h"
#include "blackbody/systems/ensembles/mixing.h"
#include "blackbody/systems/ensembles/overlaps.h"
#include "blackbody/systems/ensembles/sampling.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t bins = 50;

Uncertainty diagnostic() { return Uncertainty::none("a diagnostic of these chains"); }

/// Spins of the layer whose overlaps are asked for; hidden units are drawn given the visible ones.
at::Tensor spins_of(const Rbm& machine, const at::Tensor& visible, bool hidden, double beta, std::uint64_t draw) {
    const at::Tensor v = visible.to(at::kDouble);
    if (!hidden) return as_spins(machine.visible, v);
    const Rbm at = at_beta(machine, beta);
    return as_spins(machine.hidden, sample_hidden(at, v, ChainRandom{seed_for(draw, "overlap")}.of(0, hidden_side)));
}

/// The point of the sweep nearest to β.
const SweepPoint& nearest_point(const std::vector<SweepPoint>& sweep, double beta) {
    return *std::min_element(sweep.begin(), sweep.end(), [&](const SweepPoint& a, const SweepPoint& b) {
        return std::abs(a.beta - beta) < std::abs(b.beta - beta);
    });
}

std::size_t widest_gap(const std::vector<SweepPoint>& cooling, const std::vector<SweepPoint>& heating) {
    std::size_t at = 0;
    double most = -1e300;
    for (std::size_t k = 0; k < cooling.size(); ++k) {
        const double gap = (cooling[k].energy.mean() - heating[k].energy.mean()).item<double>();
        if (gap > most) most = gap, at = k;
    }
    return at;
}

/// P(q): disordered, on both branches where they are furthest apart, and at β = 1.
Curve density_curve(const Rbm& machine, const Watched& watched, bool hidden, const std::vector<SweepPoint>& cooling,
                    const std::vector<SweepPoint>& heating) {
    Curve curve{.name = "overlap_distribution",
                .label =
                    "Distribution of the overlap of two independent states: one narrow peak is one state, a broad "
                    "or split one is many.",
                .x = {"overlap q", "", {}},
                .y = {"P(q)", "", {}},
                .series = {}};
    for (std::int64_t b = 0; b < bins; ++b) curve.x.values.push_back(-1 + (2. * static_cast<double>(b) + 1) / bins);
    const auto add = [&](const std::string& name, const at::Tensor& visible, double beta) {
        curve.series.push_back({name, overlap_density(spins_of(machine, visible, hidden, beta, 0), bins)});
    };
    if (!cooling.empty()) {
        const std::size_t k = widest_gap(cooling, heating);
        const SweepPoint& hot = nearest_point(cooling, cooling[k].beta / 2);
        add("β = " + short_number(hot.beta, 3), hot.last, hot.beta);
        add("β = " + short_number(cooling[k].beta, 3) + ", cooled", cooling[k].last, cooling[k].beta);
        add("β = " + short_number(heating[k].beta, 3) + ", heated", heating[k].last, heating[k].beta);
    }
    add("β = 1", watched.last, 1);
    return curve;
}

/// ⟨q⟩ along both sweeps.
Curve overlap_curve(const Rbm& machine, bool hidden, const std::vector<SweepPoint>& cooling,
                    const std::vector<SweepPoint>& heating) {
    Curve curve{.name = "mean_overlap",
                .label = "Mean overlap of two independent states against inverse temperature.",
                .x = {"inverse temperature β", "", {}},
                .y = {"⟨q⟩", "", {}},
                .series = {}};
    for (const SweepPoint& point : cooling) curve.x.values.push_back(point.beta);
    for (const auto* sweep : {&cooling, &heating}) {
        CurveSeries series{sweep == &cooling ? "cooling" : "heating", {}};
        for (const SweepPoint& point : *sweep) {
            const at::Tensor s = spins_of(machine, point.last, hidden, point.beta, 1);
            const auto n = static_cast<double>(s.size(0));
            series.values.push_back((n * s.mean(0).square().mean().item<double>() - s.square().mean().item<double>()) /
                                    (n - 1));
        }
        curve.series.push_back(std::move(series));
    }
    return curve;
}

void add_diagnostics(const std::string& name, const at::Tensor& looks, std::vector<Estimate>& out,
                     std::vector<std::string>& notes) {
    const Autocorrelation memory = autocorrelation(looks);
    out.push_back({name + "_tau", memory.tau, Uncertainty::of(memory.tau_error), looks.numel(), {}});
    out.push_back({name + "_r_hat", split_r_hat(looks), diagnostic(), looks.size(1), {}});
    if (!memory.is_long_enough)
        notes.push_back("τ of " + name + " is read from fewer than 50 τ of each chain: it may be longer");
}

}  // namespace

Watched watch(const Rbm& machine, const at::Tensor& start, const Modes& modes, const WatchOptions& options) {
    Chains chains(machine, start, {.seed = seed_for(options.seed, "watch")});
    chains.run(options.settle);
    std::vector<at::Tensor> energy, magnetisation, along;
    Watched watched;
    for (std::int64_t t = 0; t < options.looks; ++t) {
        if (options.go_on && !options.go_on(static_cast<double>(t) / static_cast<double>(options.looks)))
            throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
        chains.run(1);
        const at::Tensor v = chains.visible(), s = as_spins(machine.visible, v);
        if (t == 0) watched.first = v;
        watched.last = v;
        energy.push_back(energy_given_visible(machine, v, 1).mean);
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
    for (const at::Tensor& looks : readings) {
        const double r_hat = split_r_hat(looks);
        ++mixing.readings;
        if (std::isnan(r_hat)) ++mixing.left_out;
        else mixing.worst_r_hat = std::max(mixing.worst_r_hat, r_hat);
    }
    return mixing;
}

ChainsAtOne chains_at_one(const Watched& watched) {
    if (watched.energy.size(1) < 2) return {};
    return {.energy_r_hat = split_r_hat(watched.energy),
            .energy_spread = watched.energy.mean(0).std().item<double>(),
            .heat_capacity_spread = watched.energy.var(0).std().item<double>()};
}

Measurement chains_measurement(const Watched& watched) {
    Measurement m{.observable = "chains", .site = "machine", .estimates = {}};
    add_diagnostics("energy", watched.energy, m.estimates, m.notes);
    add_diagnostics("magnetisation", watched.magnetisation, m.estimates, m.notes);
    Estimate tau{"mode_tau", .5, diagnostic(), watched.energy.numel(), {}},
        r_hat{"mode_r_hat", 0, diagnostic(), watched.energy.size(1), {}};
    for (std::int64_t a = 0; a < watched.modes.size(2); ++a) {
        const at::Tensor looks = watched.modes.select(2, a);
        tau.value = std::max(tau.value, autocorrelation(looks).tau);
        r_hat.value = std::max(r_hat.value, split_r_hat(looks));
    }
    m.estimates.push_back(tau), m.estimates.push_back(r_hat);
    const Mixing mixing = mixing_of(watched);
    if (mixing.left_out > 0)
        m.notes.push_back(std::to_string(mixing.left_out) + " of " + std::to_string(mixing.readings) +
                          " readings (energy, magnetisation, modes) never change: they have no R̂ and are left out");
    refuse_bars(mixing.worst_r_hat, m.estimates);
    return m;
}

Measurement overlap_measurement(const Rbm& machine, const Watched& watched, bool hidden,
                                const std::vector<SweepPoint>& cooling, const std::vector<SweepPoint>& heating) {
    Measurement m{.observable = "overlap", .site = hidden ? "hidden" : "visible", .estimates = {}};
    m.estimates = overlap_estimates(spins_of(machine, watched.last, hidden, 1, 0),
                                    spins_of(machine, watched.first, hidden, 1, 2));
    refuse_bars(mixing_of(watched).worst_r_hat, m.estimates);
    m.notes.push_back("q_EA compares looks " + std::to_string(watched.energy.size(0) - 1) + " Gibbs steps apart");
    m.curves.push_back(density_curve(machine, watched, hidden, cooling, heating));
    if (!cooling.empty()) m.curves.push_back(overlap_curve(machine, hidden, cooling, heating));
    return m;
}

Measurement modes_measurement(const Rbm& machine, const Modes& modes, const Watched& watched,
                              const std::vector<SweepPoint>& cooling, const std::vector<SweepPoint>& heating) {
    Measurement m{.observable = "modes", .site = "machine", .estimates = {}};
    const at::Tensor all = squared_singular_values(machine.weight).clamp_min(0).sqrt();
    const double edge = random_edge(machine.weight);
    m.estimates = {{"strongest", modes.strength[0].item<double>(), Uncertainty::exact(), 0, {}},
                   {"noise_edge", edge, Uncertainty::exact(), 0, {}},
                   {"learned_modes", (all > edge).sum().item<double>(), Uncertainty::exact(), all.numel(), {}}};
    const at::Tensor squares = watched.modes.select(2, 0).square().mean(0);
    const double rms = std::sqrt(squares.mean().item<double>());
    m.estimates.push_back(
        {"first_magnetisation",
         rms,
         Uncertainty::of(squares.std().item<double>() / std::sqrt(static_cast<double>(squares.numel())) / (2 * rms)),
         squares.numel(),
         {}});
    refuse_bars(mixing_of(watched).worst_r_hat, m.estimates);
    if (cooling.empty()) return m;

    Curve curve{.name = "mode_magnetisation",
                .label =
                    "Spread of the state along the strongest singular directions of W over the chains: the order "
                    "parameters.",
                .x = {"inverse temperature β", "", {}},
                .y = {"sd of m_a over chains", "", {}},
                .series = {}};
    for (const SweepPoint& point : cooling) curve.x.values.push_back(point.beta);
    for (const std::int64_t a : {0, 1, 2})
        for (const auto* sweep : {&cooling, &heating}) {
            if (a >= modes.strength.numel()) continue;
            CurveSeries series{"mode " + std::to_string(a + 1) + (sweep == &cooling ? ", cooled" : ", heated"), {}};
            for (const SweepPoint& point : *sweep)
                series.values.push_back(
                    magnetisations(modes, as_spins(machine.visible, point.last)).select(1, a).std().item<double>());
            curve.series.push_back(std::move(series));
        }
    m.curves.push_back(std::move(curve));
    return m;
}

}  // namespace blackbody
