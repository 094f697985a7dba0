#include "blackbody/instruments/thermal/independent_units.h"

#include <ATen/TensorOperators.h>

#include <cmath>

namespace blackbody {
namespace {

Estimate exact(const char* name, double value) { return {name, value, Uncertainty::exact(), 0, {}}; }

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

Measurement overlap_of(const std::string& site, const at::Tensor& mu) {
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

}  // namespace

std::vector<LayerMeans> layer_means(const Equilibrium& system, const at::Tensor& states) {
    std::vector<LayerMeans> means;
    const std::vector<std::string> names = system.layers();
    for (std::size_t layer = 0; layer < names.size(); ++layer) {
        means.push_back({names[layer], system.mean_spins(layer, states)});
        if (!means.back().mu.defined()) return {};
    }
    return means;
}

std::vector<Measurement> independent_units(const std::vector<LayerMeans>& layers, const Modes& modes) {
    if (layers.empty()) return {};
    double entropy = 0, heat_capacity = 0;
    for (const LayerMeans& layer : layers) entropy += entropy_of(layer.mu), heat_capacity += heat_capacity_of(layer.mu);
    Measurement thermal{.observable = "thermal", .site = "machine", .estimates = {}};
    thermal.estimates = {exact("entropy", entropy), exact("heat_capacity", heat_capacity)};

    const at::Tensor& mu = layers.front().mu;
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
    std::vector<Measurement> all{thermal, first, chains};
    for (const LayerMeans& layer : layers) all.push_back(overlap_of(layer.layer, layer.mu));
    return all;
}

}  // namespace blackbody
