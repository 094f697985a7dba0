#include "blackbody/systems/ensembles/thermodynamics.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/tensor/mean.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

Estimate exact(const std::string& name, double value) { return {name, value, Uncertainty::exact(), 0, {}}; }

/// Var E over all looks and chains: of the means given v, and the mean of what v leaves open.
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

Anchor infinite_temperature(const Rbm& rbm) {
    if (std::isinf(bits_of(rbm.visible)) || std::isinf(bits_of(rbm.hidden)))
        throw Error(ErrorKind::usage, "units with infinitely many states have no ln Z at infinite temperature");
    constexpr std::int64_t draws = 20000;
    constexpr double almost_zero = 1e-6;  // where exponents' variances still have their digits
    const Rbm free = at_beta(rbm, 0);
    const at::Tensor v = samples_of_independent(free, draws, 0);
    const EnergyGivenVisible seen = energy_given_visible(rbm, v, almost_zero);

    // U: all units at their free means.
    const at::Tensor x = at::zeros({1, rbm.visible.size()}, at::kDouble),
                     y = at::zeros({1, rbm.hidden.size()}, at::kDouble);
    const at::Tensor mv = rbm.visible.unit->mean(free.visible, x), mh = rbm.hidden.unit->mean(free.hidden, y);
    const auto own = [](const Layer& layer, const Layer& at_rest, const at::Tensor& zero) {
        return (layer.theta.unsqueeze(1) * layer.unit->mean_statistics(at_rest, zero)).sum();
    };
    const at::Tensor exponent =
        own(rbm.visible, free.visible, x) + own(rbm.hidden, free.hidden, y) + (field_of_hidden(rbm, mv) * mh).sum();
    return {0, log_partition_of_independent(free), 0, -exponent.item<double>(),
            seen.mean.var().item<double>() + seen.variance.mean().item<double>()};
}

std::vector<SweepPoint> sweep(const Rbm& rbm, const at::Tensor& start, const std::vector<double>& betas,
                              const SweepOptions& options) {
    std::vector<SweepPoint> points;
    Chains chains(rbm, start, {.seed = options.seed});
    for (const double beta : betas) {
        if (options.go_on && !options.go_on(static_cast<double>(points.size()) / static_cast<double>(betas.size())))
            throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
        chains.follow(at_beta(rbm, beta));
        chains.run(options.wait);
        SweepPoint point{.beta = beta};
        std::vector<at::Tensor> energy, variance;
        for (std::int64_t k = 0; k < options.looks; ++k) {
            chains.run(options.stride);
            const at::Tensor v = chains.visible();
            const EnergyGivenVisible e = energy_given_visible(rbm, v, beta);
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
