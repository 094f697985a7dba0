#include "blackbody/systems/ensembles/independent_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace blackbody {
namespace {

Estimate exact(const char* name, double value) { return {name, value, Uncertainty::exact(), 0, {}}; }

/// μ of units of two values, kept a little inside (-1, 1).
at::Tensor spin_means(const Layer& layer, const at::Tensor& mean) {
    const double low = layer.unit->values[0], high = layer.unit->values[1];
    return ((2 * mean - (low + high)) / (high - low)).clamp(-1 + 1e-12, 1 - 1e-12);
}

/// Σ of the entropies of units with these μ.
double entropy_of(const at::Tensor& mu) {
    const at::Tensor up = (1 + mu) / 2, down = (1 - mu) / 2;
    return -(up * up.log() + down * down.log()).sum().item<double>();
}

/// Σ Var of θ s at β = 1, where θ alone makes the means: s = ±1 has θ = atanh μ, whatever the two values are.
double heat_capacity_of(const at::Tensor& mu) {
    const at::Tensor theta = ((1 + mu) / (1 - mu)).log() / 2;
    return (theta * theta * (1 - mu * mu)).sum().item<double>();
}

Measurement overlap_of(const char* site, const at::Tensor& mu) {
    const at::Tensor w = 1 - mu * mu, w2 = w * w, kurtosis = w * (1 + 3 * mu * mu);
    const double mean = (mu * mu).mean().item<double>(), sum = w2.sum().item<double>();
    const double binder =
        (3 * (w2 * w2).sum().item<double>() - (kurtosis * kurtosis).sum().item<double>()) / (2 * sum * sum);
    Measurement m{.observable = "overlap", .site = site, .estimates = {}};
    m.estimates = {exact("overlap", mean), exact("edwards_anderson", mean), exact("binder", binder),
                   exact("spin_glass_susceptibility", w2.mean().item<double>()),
                   exact("ferromagnetic_susceptibility", w.mean().item<double>())};
    return m;
}

bool has_two_values(const Layer& layer) { return layer.colours <= 1 && layer.unit->values.size() == 2; }

}  // namespace

UnitMeans means_given(const Rbm& machine, const at::Tensor& visible) {
    const at::Tensor v = visible.to(at::kDouble);
    return {v.mean(0), machine.hidden.unit->mean(machine.hidden, field_of_hidden(machine, v)).mean(0)};
}

std::vector<Measurement> independent_units(const Rbm& machine, const UnitMeans& means, const Modes& modes) {
    if (!has_two_values(machine.visible) || !has_two_values(machine.hidden)) return {};
    const at::Tensor mu = spin_means(machine.visible, means.visible), nu = spin_means(machine.hidden, means.hidden);
    Measurement thermal{.observable = "thermal", .site = "machine", .estimates = {}};
    thermal.estimates = {exact("entropy", entropy_of(mu) + entropy_of(nu)),
                         exact("heat_capacity", heat_capacity_of(mu) + heat_capacity_of(nu))};

    const at::Tensor u = modes.left.select(1, 0);
    const double along = (u * mu).sum().item<double>(), spread = (u * u * (1 - mu * mu)).sum().item<double>();
    Measurement first{.observable = "modes", .site = "machine", .estimates = {}};
    first.estimates = {
        exact("first_magnetisation", std::sqrt((spread + along * along) / static_cast<double>(mu.numel())))};

    Measurement chains{.observable = "chains", .site = "machine", .estimates = {}};
    for (const char* name : {"energy_tau", "magnetisation_tau", "mode_tau"})
        chains.estimates.push_back(exact(name, .5));
    for (const char* name : {"energy_r_hat", "magnetisation_r_hat", "mode_r_hat"})
        chains.estimates.push_back(exact(name, 1));
    return {thermal, first, chains, overlap_of("visible", mu), overlap_of("hidden", nu)};
}

}  // namespace blackbody
