#include "blackbody/instruments/thermal/equilibrium_steps.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

#include "blackbody/util/student.h"

namespace blackbody {
namespace {

constexpr double false_runs = .01;

/// Var E as every chain saw it, about the mean of all, [N].
at::Tensor chain_variance(const SweepPoint& point) {
    const at::Tensor away = point.energy - point.energy.mean();
    return (away * away + point.variance).mean(0);
}

/// dVar E/dβ at point k: through its neighbours, at an end through the one that there is.
double slope_of_variance(const std::vector<double>& beta, const std::vector<double>& variance, std::size_t k) {
    const std::size_t left = k > 0 ? k - 1 : k, right = std::min(k + 1, beta.size() - 1);
    return (variance[right] - variance[left]) / (beta[right] - beta[left]);
}

}  // namespace

std::vector<EquilibriumStep> equilibrium_steps(const std::vector<SweepPoint>& sweep, std::int64_t steps_in_run) {
    std::vector<const SweepPoint*> up;
    for (const SweepPoint& point : sweep) up.push_back(&point);
    std::sort(up.begin(), up.end(), [](const SweepPoint* a, const SweepPoint* b) { return a->beta < b->beta; });
    std::vector<EquilibriumStep> steps;
    const std::int64_t chains = up.empty() ? 0 : up.front()->energy.size(1);
    if (up.size() < 2 || chains < 3) return steps;

    std::vector<at::Tensor> energies, variances;
    std::vector<double> beta, variance;
    for (const SweepPoint* point : up) {
        energies.push_back(point->chain_energy()), variances.push_back(chain_variance(*point));
        beta.push_back(point->beta), variance.push_back(variances.back().mean().item<double>());
    }
    const double z = student_t(1 - false_runs / static_cast<double>(std::max<std::int64_t>(steps_in_run, 1)),
                               static_cast<int>(chains - 1));

    for (std::size_t k = 0; k + 1 < up.size(); ++k) {
        const double h = beta[k + 1] - beta[k], rise = variance[k + 1] - variance[k];
        const double end_correction =
            h * h / 12 * (slope_of_variance(beta, variance, k + 1) - slope_of_variance(beta, variance, k));
        const at::Tensor d = energies[k + 1] - energies[k] + h / 2 * (variances[k] + variances[k + 1]) - end_correction;

        // What the trapezium leaves: all of the triangle where Var E falls by orders of magnitude, little where it is
        // flat.
        const double together = variance[k] + variance[k + 1];
        const double left = std::abs(end_correction) + (together > 0 ? h / 2 * rise * rise / together : 0);
        const double over_chains = d.std().item<double>() / std::sqrt(static_cast<double>(chains));
        EquilibriumStep step{beta[k], beta[k + 1], d.mean().item<double>(), over_chains + left / z};
        step.fails = std::abs(step.difference) > z * step.error;
        steps.push_back(step);
    }
    return steps;
}

std::vector<bool> doubtful_points(const std::vector<EquilibriumStep>& steps) {
    std::vector<bool> doubtful(steps.empty() ? 0 : steps.size() + 1);
    for (std::size_t k = 0; k < steps.size(); ++k)
        if (steps[k].fails) doubtful[k] = doubtful[k + 1] = true;
    return doubtful;
}

double beyond_chance(double gap, double error) { return std::sqrt(std::max(0., gap * gap - error * error)); }

}  // namespace blackbody
