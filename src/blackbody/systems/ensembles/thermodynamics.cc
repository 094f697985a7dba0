#include "blackbody/systems/ensembles/thermodynamics.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains.h"
#include "blackbody/systems/ensembles/enumeration.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// Sums of every chain at one β.
struct Sums {
    at::Tensor energy, square, variance;  ///< Σ <E|v>, Σ <E|v>², Σ Var(E|v), [N]
    std::int64_t looks = 0;
};

Estimate exact(const std::string& name, double value) { return {name, value, Uncertainty::exact(), 0, {}}; }

/// Mean over chains with the error of independent chains.
Estimate mean_of(const at::Tensor& values) {
    const auto n = static_cast<double>(values.numel());
    return {"energy",
            values.mean().item<double>(),
            n > 1 ? Uncertainty::of(values.std().item<double>() / std::sqrt(n)) : Uncertainty::none("one chain"),
            values.numel(),
            {}};
}

/// C = β² (Var of chain energies + mean of Var(E|v)), its error by leaving out one chain.
Estimate heat_capacity_of(const Sums& sums, double beta) {
    const auto n = static_cast<double>(sums.energy.numel()), looks = static_cast<double>(sums.looks);
    const at::Tensor mean = sums.energy / looks, square = (sums.square + sums.variance) / looks;
    const double all_mean = mean.sum().item<double>(), all_square = square.sum().item<double>();
    const at::Tensor m = (all_mean - mean) / (n - 1), q = (all_square - square) / (n - 1), left = q - m * m;
    const double value = all_square / n - all_mean * all_mean / (n * n);
    const double error = std::sqrt((n - 1) / n * ((left - left.mean()) * (left - left.mean())).sum().item<double>());
    return {"heat_capacity",
            beta * beta * value,
            n > 1 ? Uncertainty::of(beta * beta * error) : Uncertainty::none("one chain"),
            sums.energy.numel(),
            {}};
}

/// β = 0, where all states of discrete units weigh alike: ln Z counts them, U is their mean energy.
ThermoPoint free_point(const Rbm& rbm) {
    const Rbm free = at_beta(rbm, 0);
    const auto mean = [](const Layer& layer, const Layer& at_rest) {
        const at::Tensor x = at::zeros({1, layer.size()}, at::kDouble);
        return std::pair((layer.theta * layer.unit->mean_statistics(at_rest, x).squeeze(1)).sum(),
                         layer.unit->mean(at_rest, x)[0]);
    };
    const auto [own_v, v] = mean(rbm.visible, free.visible);
    const auto [own_h, h] = mean(rbm.hidden, free.hidden);
    const double energy = -(own_v + own_h + (v.unsqueeze(1) * rbm.weight * h).sum()).item<double>();
    return {0, exact("energy", energy), exact("heat_capacity", 0), exact("log_z", log_partition_of_independent(free))};
}

/// ln Z along the ladder: the trapezoid with the end correction that Var E gives (Euler and Maclaurin).
void integrate(std::vector<ThermoPoint>& curve, const Rbm& rbm) {
    std::vector<ThermoPoint*> up;
    for (ThermoPoint& point : curve) up.push_back(&point);
    std::sort(up.begin(), up.end(), [](const ThermoPoint* a, const ThermoPoint* b) { return a->beta < b->beta; });
    const ThermoPoint zero = free_point(rbm);
    const ThermoPoint* before = &zero;
    double log_z = zero.log_z.value, variance = 0;
    for (ThermoPoint* point : up) {
        const double step = point->beta - before->beta;
        const auto var_e = [](const ThermoPoint& p) { return p.heat_capacity.value / (p.beta * p.beta); };
        log_z -= step * (before->energy.value + point->energy.value) / 2;
        // ∫U = trapezoid - step²/12 [U'], U' = -Var E.
        if (before->beta > 0) log_z -= step * step * (var_e(*point) - var_e(*before)) / 12;
        variance += step * step *
                    (std::pow(before->energy.error.std_error(), 2) + std::pow(point->energy.error.std_error(), 2)) / 4;
        point->log_z = {"log_z", log_z, Uncertainty::of(std::sqrt(variance)), point->energy.n, {}};
        before = point;
    }
}

}  // namespace

EnergyGivenVisible energy_given_visible(const Rbm& rbm, const at::Tensor& v, double beta) {
    // Given v the hidden units are independent: their exponents at β, divided by β.
    const at::Tensor x = field_of_hidden(rbm, v);
    Layer hidden = rbm.hidden;
    hidden.theta = beta * rbm.hidden.theta;
    const at::Tensor statistics = rbm.hidden.unit->mean_statistics(hidden, beta * x),
                     mean = rbm.hidden.unit->mean(hidden, beta * x);
    const at::Tensor exponent =
        own_exponent(rbm.visible, v).sum(1) + ((rbm.hidden.theta.unsqueeze(1) * statistics).sum(0) + x * mean).sum(1);
    const double scale = beta > 0 ? 1 / (beta * beta) : 0;
    return {-exponent, scale * rbm.hidden.unit->exponent_variance(hidden, beta * x).sum(1)};
}

std::vector<ThermoPoint> exact_curve(const Rbm& rbm, const std::vector<double>& betas) {
    std::vector<ThermoPoint> curve;
    for (const double beta : betas) {
        const ExactSums sums = exact_sums(at_beta(rbm, beta));
        curve.push_back({beta, exact("energy", sums.energy / beta), exact("heat_capacity", sums.energy_variance),
                         exact("log_z", sums.log_z)});
    }
    return curve;
}

std::vector<ThermoPoint> sweep(const Rbm& rbm, const at::Tensor& start, const std::vector<double>& betas,
                               const SweepOptions& options) {
    std::vector<ThermoPoint> curve;
    Chains chains(rbm, start, {.seed = options.seed});
    for (const double beta : betas) {
        if (options.go_on && !options.go_on(static_cast<double>(curve.size()) / static_cast<double>(betas.size())))
            throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
        chains.follow(at_beta(rbm, beta));
        chains.run(options.wait);
        Sums sums{at::zeros({start.size(0)}, at::kDouble), at::zeros({start.size(0)}, at::kDouble),
                  at::zeros({start.size(0)}, at::kDouble), options.look};
        for (std::int64_t k = 0; k < options.look; ++k) {
            chains.run(1);
            const EnergyGivenVisible e = energy_given_visible(rbm, chains.visible(), beta);
            sums.energy += e.mean, sums.square += e.mean * e.mean, sums.variance += e.variance;
        }
        curve.push_back(
            {beta, mean_of(sums.energy / static_cast<double>(sums.looks)), heat_capacity_of(sums, beta), {}});
    }
    integrate(curve, rbm);
    return curve;
}

}  // namespace blackbody
