#include "blackbody/instruments/thermal/independent_check.h"

#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

const SweepPoint* last_below(const std::vector<SweepPoint>& sweep, double beta) {
    const SweepPoint* found = nullptr;
    for (const SweepPoint& point : sweep)
        if (point.beta <= beta) found = &point;
    return found;
}

const SweepPoint* first_above(const std::vector<SweepPoint>& sweep, double beta) {
    for (const SweepPoint& point : sweep)
        if (point.beta >= beta) return &point;
    return nullptr;
}

/// Annealed to one β; an anchor with no ln Z, and the reason, where too few chains are effective.
Anchor annealed_to(double beta, const Equilibrium& system, AnnealingPlan plan, std::string& refusal) {
    plan.beta = beta;
    const LogPartition z = system.anneal(plan);
    if (!z.trusted())
        refusal = "annealing to β = " + short_number(beta, 3) + " left " + short_number(z.effective, 2) + " of " +
                  std::to_string(z.chains) + " chains effective";
    return {.beta = beta, .log_z = z.log_z, .std_error = z.relative_error()};
}

const ThermoPoint& at_point(const std::vector<ThermoPoint>& points, double beta) {
    const ThermoPoint* found = &points.front();
    for (const ThermoPoint& point : points)
        if (std::abs(point.beta - beta) < std::abs(found->beta - beta)) found = &point;
    return *found;
}

/// d at one end, its error of both.
Estimate disagreement(const char* name, const Anchor& annealed, const std::vector<ThermoPoint>& branch) {
    const Estimate& integrated = at_point(branch, annealed.beta).log_z;
    return {name,
            annealed.log_z - integrated.value,
            Uncertainty::of(std::hypot(annealed.std_error, integrated.error.std_error())),
            integrated.n,
            {}};
}

/// By how much their mean energies differ between the branch's own anchor and the annealed one.
double energy_disagreement(const Estimate& d, double annealed_at, double known_at) {
    const double width = std::abs(annealed_at - known_at);
    return width > 0 ? d.value / width : 0;
}

double error_of(const Estimate& e) { return e.error.is_number() ? e.error.std_error() : 0; }

}  // namespace

IndependentCheck independent_check(const Equilibrium& system, const Branches& branches, const Loop& loop,
                                   const CheckOptions& options) {
    IndependentCheck check;
    const SweepPoint *below = last_below(branches.cooling, loop.low.value),
                     *above = first_above(branches.cooling, loop.high.value);
    if (below == nullptr || above == nullptr) {
        check.refusal = "the loop reaches an end of the range";
        return check;
    }
    AnnealingPlan plan{.betas = options.betas, .stride = options.stride, .chains = options.chains};
    plan.means = system.has_infinite_temperature() ? at::Tensor() : options.means;
    plan.seed = options.seed, plan.progress = options.progress;
    check.below = annealed_to(below->beta, system, plan, check.refusal);
    plan.means = options.means, plan.seed = seed_for(options.seed, "above");
    check.above = annealed_to(above->beta, system, plan, check.refusal);
    return check;
}

Transition with_check(Transition first, const Branches& branches, const IndependentCheck& check) {
    // The branches once more, from the annealed ends.
    Branches again = branches;
    again.hot = check.below, again.cold = check.above;
    const std::optional<Transition> other = transition_of(again);
    const Estimate below = disagreement("cooled_disagreement", check.below, points_of(branches.cooling, branches.hot)),
                   above = disagreement("heated_disagreement", check.above, points_of(branches.heating, branches.cold));
    if (!other) {
        first.beta.error = first.latent_heat.error =
            Uncertainty::none("by the independent check the branches do not cross");
        first.parts = {below, above};
        return first;
    }

    // All that is known against the two numbers, in quadrature.
    const double over_chains = error_of(first.beta), shift = other->beta.value - first.beta.value;
    const double heat_over_chains = error_of(first.latent_heat),
                 heat_shift = other->latent_heat.value - first.latent_heat.value;
    const double cooled = energy_disagreement(below, check.below.beta, branches.hot.beta),
                 heated = energy_disagreement(above, check.above.beta, branches.cold.beta);
    if (first.beta.error.is_number()) first.beta.error = Uncertainty::of(std::hypot(over_chains, shift));
    if (first.latent_heat.error.is_number())
        first.latent_heat.error =
            Uncertainty::of(std::hypot(std::hypot(heat_over_chains, heat_shift), std::hypot(cooled, heated)));
    const std::string why = "a part of the error";
    Estimate beta = other->beta;
    beta.name = "transition_beta_annealed";
    first.parts = {beta,
                   {"transition_chain_error", over_chains, Uncertainty::none(why), first.beta.n, {}},
                   {"latent_heat_chain_error", heat_over_chains, Uncertainty::none(why), first.beta.n, {}},
                   below,
                   above};
    return first;
}

}  // namespace blackbody
