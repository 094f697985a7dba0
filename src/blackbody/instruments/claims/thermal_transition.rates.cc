/// Claim "thermal_transition", and the error bars of β* and the latent heat.
///
/// With a transition: spins under one Potts unit whose first colour has no couplings and whose others carry a pattern
/// each at a cost. Two phases, told apart by the colour, and all is known in closed form:
///   ln Z_disordered = N ln 2,   ln Z_ordered = N ln 2 cosh(β w) + ln K - β c,   β*: where they are equal
///   ΔU = N w tanh(β* w) - c
/// As in `thermo`, cooling begins in disorder and heating in examples: here exact draws at the coldest β. ln Z at both
/// ends is enumerated, so what is counted is the loop and what is read from it. Of 64 spins some chains fall into the
/// other phase before the branches cross; of 144 none does.
/// Without: one pattern on both layers (Curie and Weiss: continuous), independent signs (a glass that lags), no
/// couplings.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/thermal/thermal.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"

namespace blackbody {
namespace {

constexpr std::int64_t patterns = 3;
constexpr double w = 1.5, transition = .6;

at::Tensor signs(std::int64_t rows, std::int64_t columns, Seed seed) {
    at::Tensor t = at::zeros({rows, columns}, at::kDouble);
    Random random(seed);
    for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = random.uniform() < .5 ? -1. : 1.;
    return t;
}

/// The cost c that puts β* at `transition`.
double cost(std::int64_t spins) {
    return (static_cast<double>(spins) * std::log(std::cosh(transition * w)) +
            std::log(static_cast<double>(patterns))) /
           transition;
}

Rbm two_phases(std::int64_t spins) {
    Rbm rbm{free_layer(find_unit("spin"), spins), free_layer(find_unit("potts"), patterns + 1, patterns + 1),
            w * signs(spins, patterns + 1, 3)};
    rbm.weight.select(1, 0).zero_();
    rbm.hidden.theta[0] = rbm.hidden.theta[0] - cost(spins);
    rbm.hidden.theta[0][0] = 0;
    return rbm;
}

Rbm spin_machine(const at::Tensor& weight) {
    return {free_layer(find_unit("spin"), weight.size(0)), free_layer(find_unit("spin"), weight.size(1)), weight};
}

struct Speed {
    std::int64_t chains, steps;
};

/// Independent draws of the visible layer: a hidden state by its exact weight, then v given it.
at::Tensor exact_draws(const Rbm& rbm, std::int64_t draws, Seed seed) {
    const at::Tensor hidden = states_of(rbm.hidden, 0, std::int64_t{1} << std::llround(bits_of(rbm.hidden))),
                     up_to = at::softmax(-free_energy_of_hidden(rbm, hidden), 0).cumsum(0);
    Random random(seed);
    const auto uniform = [&](std::int64_t rows, std::int64_t columns) {
        at::Tensor t = at::empty({rows, columns}, at::kDouble);
        for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = random.uniform();
        return t;
    };
    const at::Tensor which = at::searchsorted(up_to, uniform(draws, 1).squeeze(1)).clamp_max(up_to.size(0) - 1),
                     field = field_of_visible(rbm, hidden.index_select(0, which));
    return rbm.visible.unit->sample(rbm.visible, field, uniform(draws, rbm.visible.size()));
}

/// The end of a sweep where ln Z is known.
Anchor enumerated(const Rbm& rbm, double beta) {
    return {.beta = beta, .log_z = exact_log_partition(at_beta(rbm, beta))};
}

Branches swept(const Rbm& rbm, const Speed& speed, Seed seed) {
    std::vector<double> betas;
    for (int k = 1; k <= 10; ++k) betas.push_back(.1 * k);
    SweepOptions options{
        .chains = speed.chains, .burn_in = speed.steps / 2, .evaluations = speed.steps / 4, .stride = 2};
    options.seed = seed_for(seed, "cooling");
    const RbmEquilibrium equilibrium(rbm);
    Branches b{
        .cooling = {}, .heating = {}, .hot = enumerated(rbm, betas.front()), .cold = enumerated(rbm, betas.back())};
    b.cooling = sweep(equilibrium, equilibrium.disordered(speed.chains, seed_for(seed, "start")), betas, options);
    options.seed = seed_for(seed, "heating");
    const at::Tensor examples = exact_draws(at_beta(rbm, betas.back()), speed.chains, seed_for(seed, "examples"));
    b.heating = sweep(equilibrium, examples, {betas.rbegin(), betas.rend()}, options);
    std::reverse(b.heating.begin(), b.heating.end());
    return b;
}

Measurement read(const Rbm& rbm, Seed seed) {
    const Branches b = swept(rbm, {64, 16}, seed);
    ThermalChecks checks;
    if (loop_of(b)) checks.slower = SlowerSweep{swept(rbm, {32, 64}, seed_for(seed, "slower")), 4};
    return measurement_of(thermal_of(b, checks));
}

bool is_supported(const Measurement& thermal) {
    Results results;
    results.measurements = {thermal};
    for (const Claim* claim : claims())
        if (claim->info.name == "thermal_transition")
            for (const Finding& finding : claim->judge(results)) return finding.verdict == Verdict::supported;
    return false;
}

RateRow false_rate(const std::string& data, const Rbm& rbm, const RateTrials& trials) {
    RateRow row{data, "false support", 0, .05};
    for (const Seed seed : trials.seeds("no transition")) row.add(is_supported(read(rbm, seed)));
    return row;
}

/// How often a jump is found and its bars hold the truth: at least as often as they say, since what two speeds
/// differ by is added to the error over chains.
std::vector<RateRow> of_jump(std::int64_t spins, const RateTrials& trials) {
    const std::string machine = std::to_string(spins) + " spins, jump at .6";
    const Rbm rbm = two_phases(spins);
    const double latent_heat = static_cast<double>(spins) * w * std::tanh(transition * w) - cost(spins);
    RateRow found{machine, "true findings", .9, 1};
    CoverageCount beta("beta*, " + machine, 15), heat("latent heat, " + machine, 15);
    for (const Seed seed : trials.seeds(machine)) {
        const Measurement thermal = read(rbm, seed);
        found.add(is_supported(thermal));
        if (const Estimate* e = find_estimate(thermal, "transition_beta")) beta.add(*e, transition);
        if (const Estimate* e = find_estimate(thermal, "latent_heat")) heat.add(*e, latent_heat);
    }
    std::vector<RateRow> rows{found};
    for (const CoverageCount* count : {&beta, &heat})
        for (RateRow row : count->rows()) {
            row.high = 1;
            rows.push_back(row);
        }
    return rows;
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows = of_jump(64, trials);
    for (const RateRow& row : of_jump(144, trials)) rows.push_back(row);
    const Rbm continuous = spin_machine(at::ones({16, 12}, at::kDouble) / 8),
              glass = spin_machine(signs(16, 12, 5) / 2), free = spin_machine(at::zeros({16, 12}, at::kDouble));
    rows.push_back(false_rate("Curie and Weiss, 16 + 12 spins", continuous, trials));
    rows.push_back(false_rate("independent signs, 16 + 12 spins", glass, trials));
    rows.push_back(false_rate("no couplings, 16 + 12 spins", free, trials));
    return rows;
}

const RateSuite suite{.rule = "thermal_transition", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
