#include "blackbody/systems/ensembles/rbm_equilibrium.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/machines/tap.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/partition/log_partition.h"
#include "blackbody/systems/ensembles/units/spins.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

class RbmChains : public EquilibriumChains {
  public:
    RbmChains(const Rbm& rbm, const at::Tensor& start, double beta, Seed seed)
        : rbm_(rbm), chains_(at_beta(rbm, beta), start, {.seed = seed}) {}
    void set_beta(double beta) override { chains_.follow(at_beta(rbm_, beta)); }
    void run(std::int64_t steps) override { chains_.run(steps); }
    at::Tensor states() const override { return chains_.visible(); }

  private:
    const Rbm rbm_;
    Chains chains_;
};

Estimate exact_number(const char* name, double value) { return {name, value, Uncertainty::exact(), 0, {}}; }

/// Σ θ·⟨T⟩ of units at rest: θ of `layer`, the means of `at_rest`.
double own_mean_exponent(const Layer& layer, const Layer& at_rest) {
    const at::Tensor no_field = at::zeros({1, layer.size()}, at::kDouble);
    return (layer.theta.unsqueeze(1) * layer.unit->mean_statistics(at_rest, no_field)).sum().item<double>();
}

double variance_at_rest(const Layer& layer) {
    return layer.unit->exponent_variance(layer, at::zeros({1, layer.size()}, at::kDouble)).sum().item<double>();
}

/// Units with the means of these states, or free ones, and no couplings.
Rbm base_from(const Rbm& rbm, const at::Tensor& means) {
    if (means.defined()) return base_of_means(rbm, means);
    const Layer& visible = rbm.visible;
    return independent(rbm, free_layer(*visible.unit, visible.size(), visible.colours).theta);
}

/// W = 0: sums over states are sums over units.
class IndependentRbm : public RbmEquilibrium {
  public:
    explicit IndependentRbm(const Rbm& rbm) : RbmEquilibrium(rbm), rbm_(rbm) {}
    std::vector<ThermoPoint> exact(const std::vector<double>& betas) const override {
        std::vector<ThermoPoint> points;
        for (const double beta : betas) {
            const Rbm at = at_beta(rbm_, beta);
            const double energy =
                -own_mean_exponent(rbm_.visible, at.visible) - own_mean_exponent(rbm_.hidden, at.hidden);
            points.push_back({beta, exact_number("energy", energy),
                              exact_number("heat_capacity", variance_at_rest(at.visible) + variance_at_rest(at.hidden)),
                              exact_number("log_z", log_partition_of_independent(at))});
        }
        return points;
    }
    LogZ log_z(const LogZOptions&) const override {
        return {.method = LogZMethod::exact,
                .value = exact_number("log_z", log_partition_of_independent(rbm_)),
                .notes = {"units without couplings: a sum over units"}};
    }

  private:
    Rbm rbm_;
};

}  // namespace

std::unique_ptr<EquilibriumChains> RbmEquilibrium::chains(const at::Tensor& start, double beta, Seed seed) const {
    return std::make_unique<RbmChains>(rbm_, start, beta, seed);
}

ChainEnergy RbmEquilibrium::energy(const at::Tensor& v, double beta) const {
    // The exponents of hidden units at β, divided by β.
    const at::Tensor x = field_of_hidden(rbm_, v);
    Layer hidden = rbm_.hidden;
    hidden.theta = beta * rbm_.hidden.theta;
    const at::Tensor statistics = rbm_.hidden.unit->mean_statistics(hidden, beta * x),
                     mean = rbm_.hidden.unit->mean(hidden, beta * x);
    const at::Tensor exponent =
        own_exponent(rbm_.visible, v).sum(1) + ((rbm_.hidden.theta.unsqueeze(1) * statistics).sum(0) + x * mean).sum(1);
    const double scale = beta > 0 ? 1 / (beta * beta) : 0;
    return {-exponent, scale * rbm_.hidden.unit->exponent_variance(hidden, beta * x).sum(1)};
}

at::Tensor RbmEquilibrium::uncoupled(std::int64_t chains, Seed seed) const {
    return samples_of_independent(blackbody::independent(rbm_, rbm_.visible.theta), chains, seed);
}

at::Tensor RbmEquilibrium::disordered(std::int64_t chains, Seed seed) const {
    if (!has_infinite_temperature()) return uncoupled(chains, seed);
    return samples_of_independent(at_beta(rbm_, 0), chains, seed);
}

bool RbmEquilibrium::has_infinite_temperature() const {
    return !std::isinf(bits_of(rbm_.visible)) && !std::isinf(bits_of(rbm_.hidden));
}

Anchor RbmEquilibrium::infinite_temperature() const {
    if (!has_infinite_temperature())
        throw Error(ErrorKind::usage, "units with infinitely many states have no ln Z at infinite temperature");
    constexpr std::int64_t draws = 20000;
    constexpr double almost_zero = 1e-6;  // where exponents' variances still have their digits
    const Rbm free = at_beta(rbm_, 0);
    const ChainEnergy seen = energy(samples_of_independent(free, draws, 0), almost_zero);

    // U: all units at their free means.
    const at::Tensor x = at::zeros({1, rbm_.visible.size()}, at::kDouble),
                     y = at::zeros({1, rbm_.hidden.size()}, at::kDouble);
    const at::Tensor mv = rbm_.visible.unit->mean(free.visible, x), mh = rbm_.hidden.unit->mean(free.hidden, y);
    const double exponent = own_mean_exponent(rbm_.visible, free.visible) +
                            own_mean_exponent(rbm_.hidden, free.hidden) +
                            (field_of_hidden(rbm_, mv) * mh).sum().item<double>();
    return {0, log_partition_of_independent(free), 0, -exponent,
            seen.mean.var().item<double>() + seen.variance.mean().item<double>()};
}

std::vector<ThermoPoint> RbmEquilibrium::exact(const std::vector<double>& betas) const {
    constexpr double quick = 4e7;
    const double bits = std::min(bits_of(rbm_.visible), bits_of(rbm_.hidden));
    if (!(std::exp2(bits) * static_cast<double>(std::max(rbm_.visible.size(), rbm_.hidden.size())) < quick)) return {};
    std::vector<ThermoPoint> points;
    for (const double beta : betas) {
        const ExactSums sums = exact_sums(at_beta(rbm_, beta));
        points.push_back({beta, exact_number("energy", sums.energy / beta),
                          exact_number("heat_capacity", sums.energy_variance), exact_number("log_z", sums.log_z)});
    }
    return points;
}

at::Tensor RbmEquilibrium::spins(std::size_t layer, const at::Tensor& states, double beta, Seed seed) const {
    if (layer == 0) return as_spins(rbm_.visible, states);
    const at::Tensor h = sample_hidden(at_beta(rbm_, beta), states, ChainRandom{seed}.of(0, hidden_side));
    return as_spins(rbm_.hidden, h);
}

at::Tensor RbmEquilibrium::mean_spins(std::size_t layer, const at::Tensor& states) const {
    const at::Tensor v = states.to(at::kDouble);
    if (layer == 0) return spin_means(rbm_.visible, v.mean(0));
    return spin_means(rbm_.hidden, rbm_.hidden.unit->mean(rbm_.hidden, field_of_hidden(rbm_, v)).mean(0));
}

LogZMethod RbmEquilibrium::method(LogZMethod asked) const { return method_for(rbm_, asked); }

LogZ RbmEquilibrium::log_z(const LogZOptions& options) const {
    if (method(options.method) == LogZMethod::exact) return exact_log_z(rbm_);
    return estimated_log_z(rbm_, base_from(rbm_, options.means), options);
}

LogPartition RbmEquilibrium::anneal(const AnnealingPlan& plan) const {
    AnnealingOptions options{.chains = plan.chains, .betas = plan.betas, .seed = plan.seed};
    options.progress = plan.progress;
    if (options.betas.empty()) {
        const std::vector<double> published = salakhutdinov_murray_betas();
        for (std::size_t k = 0; k < published.size(); k += static_cast<std::size_t>(plan.stride))
            options.betas.push_back(published[k]);
    }
    return blackbody::anneal(at_beta(rbm_, plan.beta), base_from(rbm_, plan.means), options);
}

Estimate RbmEquilibrium::mean_log_weight(const at::Tensor& states, const at::Tensor& weights) const {
    return blackbody::mean_log_weight(rbm_, states, weights);
}

std::unique_ptr<Equilibrium> RbmEquilibrium::independent(const at::Tensor& states) const {
    return std::make_unique<IndependentRbm>(base_from(rbm_, states));
}

std::optional<MeanFieldLogZ> RbmEquilibrium::mean_field(const at::Tensor& starts) const {
    if (!has_tap(rbm_)) return {};
    const Tap found = tap(rbm_, starts);
    return MeanFieldLogZ{found.log_z, found.log_z_together, found.solutions, found.converged};
}

}  // namespace blackbody
