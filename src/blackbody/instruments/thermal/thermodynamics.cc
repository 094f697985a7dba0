#include "blackbody/instruments/thermal/thermodynamics.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/tensor/mean.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// Var E over all evaluations and chains: of the means given v, and the mean of what v leaves open.
double variance_of(const SweepPoint& point) {
    const double mean = point.energy.mean().item<double>();
    return ((point.energy - mean) * (point.energy - mean) + point.variance).mean().item<double>();
}

/// C = β² Var E, its error by leaving out one chain.
Estimate heat_capacity_of(const SweepPoint& point) {
    const auto n = static_cast<double>(point.energy.size(1));
    const at::Tensor m = point.energy.mean(0), q = (point.energy * point.energy + point.variance).mean(0);
    const at::Tensor m_left = (m.sum() - m) / (n - 1), q_left = (q.sum() - q) / (n - 1),
                     left = q_left - m_left * m_left;
    const double spread = ((left - left.mean()) * (left - left.mean())).sum().item<double>();
    const double b2 = point.beta * point.beta;
    return {"heat_capacity",
            b2 * variance_of(point),
            n > 1 ? Uncertainty::of(b2 * std::sqrt((n - 1) / n * spread)) : Uncertainty::none("one chain"),
            point.energy.size(1),
            {}};
}

/// ∫ U dβ over a step of a function known with its slope -Var E at both ends (cubic Hermite).
at::Tensor integral(double width, const at::Tensor& u0, const at::Tensor& u1, double var0, double var1) {
    return width / 2 * (u0 + u1) + width * width / 12 * (var1 - var0);
}

/// ∫ U dβ of every chain between two points next to each other.
at::Tensor between_points(const SweepPoint& a, const SweepPoint& b) {
    return integral(b.beta - a.beta, a.chain_energy(), b.chain_energy(), variance_of(a), variance_of(b));
}

/// ∫ U dβ of every chain from the anchor to every point, [K, N]; points ascend in β.
at::Tensor integrals(const std::vector<const SweepPoint*>& up, const Anchor& anchor) {
    const at::Tensor none = at::zeros_like(up.front()->chain_energy());
    std::vector<at::Tensor> from_first{none};
    for (std::size_t k = 1; k < up.size(); ++k)
        from_first.push_back(from_first.back() + between_points(*up[k - 1], *up[k]));

    // From the anchor to the first point: it lies at one of the points, or at β = 0 before all of them.
    at::Tensor offset;
    for (std::size_t k = 0; k < up.size(); ++k)
        if (std::abs(up[k]->beta - anchor.beta) < 1e-9) offset = -from_first[k];
    if (!offset.defined()) {
        if (anchor.beta != 0) throw Error(ErrorKind::usage, "ln Z is known at a beta that is none of the sweep's");
        offset = integral(up[0]->beta, none + anchor.energy, up[0]->chain_energy(), anchor.energy_variance,
                          variance_of(*up[0]));
    }
    return at::stack(from_first) + offset;
}

}  // namespace

std::vector<SweepPoint> sweep(const Equilibrium& system, const at::Tensor& start, const std::vector<double>& betas,
                              const SweepOptions& options) {
    std::vector<SweepPoint> points;
    if (betas.empty()) return points;
    const std::unique_ptr<EquilibriumChains> chains = system.chains(start, betas.front(), options.seed);
    for (const double beta : betas) {
        if (options.progress) options.progress(static_cast<double>(points.size()) / static_cast<double>(betas.size()));
        chains->set_beta(beta);
        chains->run(options.burn_in);
        SweepPoint point{.beta = beta};
        std::vector<at::Tensor> energy, variance;
        for (std::int64_t k = 0; k < options.evaluations; ++k) {
            chains->run(options.stride);
            const at::Tensor v = chains->states();
            const ChainEnergy e = system.energy(v, beta);
            energy.push_back(e.mean), variance.push_back(e.variance);
            if (k == 0) point.first = v.to(at::kFloat);
            point.last = v.to(at::kFloat);
        }
        point.energy = at::stack(energy), point.variance = at::stack(variance);
        points.push_back(std::move(point));
    }
    return points;
}

std::vector<ThermoPoint> points_of(const std::vector<SweepPoint>& sweep, const Anchor& anchor) {
    std::vector<std::size_t> order(sweep.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return sweep[a].beta < sweep[b].beta; });
    std::vector<const SweepPoint*> up;
    for (const std::size_t k : order) up.push_back(&sweep[k]);
    const at::Tensor area = integrals(up, anchor);

    std::vector<ThermoPoint> points(sweep.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        const SweepPoint& seen = *up[k];
        Estimate log_z = mean_of("log_z", anchor.log_z - area[static_cast<std::int64_t>(k)], "chain");
        log_z.error = Uncertainty::of(std::hypot(log_z.error.std_error(), anchor.std_error));
        points[order[k]] = {seen.beta, mean_of("energy", seen.chain_energy(), "chain"), heat_capacity_of(seen), log_z};
    }
    return points;
}

}  // namespace blackbody
