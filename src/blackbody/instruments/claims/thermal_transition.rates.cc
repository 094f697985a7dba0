/// Claim "thermal_transition", and the error bars of β* and the latent heat.
///
/// With a transition: spins under one Potts unit whose first colour has no couplings and whose others carry a pattern
/// each at a cost. Two phases, told apart by the colour, and all is known in closed form:
///   ln Z_disordered = N ln 2,   ln Z_ordered = N ln 2 cosh(β w) + ln K - β c,   β*: where they are equal
///   ΔU = N w tanh(β* w) - c
/// Without: one pattern on both layers (Curie and Weiss: continuous), independent signs (a glass that lags), no
/// couplings.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/thermal/thermal.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"

namespace blackbody {
namespace {

constexpr std::int64_t spins = 64, patterns = 3;
constexpr double w = 1.5, transition = .6;

at::Tensor signs(std::int64_t rows, std::int64_t columns, Seed seed) {
    at::Tensor t = at::zeros({rows, columns}, at::kDouble);
    Random random(seed);
    for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = random.uniform() < .5 ? -1. : 1.;
    return t;
}

/// The cost c that puts β* at `transition`.
double cost() {
    return (spins * std::log(std::cosh(transition * w)) + std::log(static_cast<double>(patterns))) / transition;
}

Rbm two_phases() {
    Rbm rbm{free_layer(find_unit("spin"), spins), free_layer(find_unit("potts"), patterns + 1, patterns + 1),
            w * signs(spins, patterns + 1, 3)};
    rbm.weight.select(1, 0).zero_();
    rbm.hidden.theta[0] = rbm.hidden.theta[0] - cost();
    rbm.hidden.theta[0][0] = 0;
    return rbm;
}

Rbm spin_machine(const at::Tensor& weight) {
    return {free_layer(find_unit("spin"), weight.size(0)), free_layer(find_unit("spin"), weight.size(1)), weight};
}

struct Speed {
    std::int64_t chains, steps;
};

Branches swept(const Rbm& rbm, const Speed& speed, double log_z_at_end, Seed seed) {
    std::vector<double> betas;
    for (int k = 0; k <= 18; ++k) betas.push_back(.1 + .05 * k);
    SweepOptions options{
        .chains = speed.chains, .burn_in = speed.steps / 2, .evaluations = speed.steps / 4, .stride = 2};
    options.seed = seed_for(seed, "cooling");
    Branches b;
    b.hot = RbmEquilibrium(rbm).infinite_temperature();
    b.hot.beta = 0;
    b.cold = {.beta = betas.back(), .log_z = log_z_at_end};
    b.cooling = sweep(RbmEquilibrium(rbm),
                      samples_of_independent(at_beta(rbm, 0), speed.chains, seed_for(seed, "start")), betas, options);
    options.seed = seed_for(seed, "heating");
    b.heating =
        sweep(RbmEquilibrium(rbm), b.cooling.back().last.to(at::kDouble), {betas.rbegin(), betas.rend()}, options);
    std::reverse(b.heating.begin(), b.heating.end());
    return b;
}

Measurement read(const Rbm& rbm, double log_z_at_end, Seed seed) {
    const Branches b = swept(rbm, {64, 16}, log_z_at_end, seed);
    ThermalRoads roads;
    if (loop_of(b)) roads.slower = SlowerSweep{swept(rbm, {32, 64}, log_z_at_end, seed_for(seed, "slower")), 4};
    return measurement_of(thermal_of(b, roads));
}

bool is_supported(const Measurement& thermal) {
    Results results;
    results.measurements = {thermal};
    for (const Claim* claim : claims())
        if (claim->info.name == "thermal_transition")
            for (const Finding& finding : claim->judge(results)) return finding.verdict == Verdict::supported;
    return false;
}

RateRow false_rate(const std::string& data, const Rbm& rbm, double log_z, const RateTrials& trials) {
    RateRow row{data, "false support", 0, .05};
    for (const Seed seed : trials.seeds("no transition")) row.add(is_supported(read(rbm, log_z, seed)));
    return row;
}

std::vector<RateRow> run(const RateTrials& trials) {
    const Rbm jump = two_phases();
    const double latent_heat = spins * w * std::tanh(transition * w) - cost();
    RateRow found{"64 spins under 4 colours, jump at .6", "true findings", .9, 1};
    CoverageCount beta("beta* of the jump, chains alone", 15), heat("latent heat of the jump, chains alone", 15);
    for (const Seed seed : trials.seeds("transition")) {
        const Measurement thermal = read(jump, exact_log_partition(jump), seed);
        found.add(is_supported(thermal));
        if (const Estimate* e = find_estimate(thermal, "transition_beta")) beta.add(*e, transition);
        if (const Estimate* e = find_estimate(thermal, "latent_heat")) heat.add(*e, latent_heat);
    }
    std::vector<RateRow> rows{found};
    for (const CoverageCount* count : {&beta, &heat})
        for (const RateRow& row : count->rows()) rows.push_back(row);

    const Rbm continuous = spin_machine(at::ones({16, 12}, at::kDouble) / 8),
              glass = spin_machine(signs(16, 12, 5) / 2), free = spin_machine(at::zeros({16, 12}, at::kDouble));
    rows.push_back(false_rate("Curie and Weiss, 16 + 12 spins", continuous, exact_log_partition(continuous), trials));
    rows.push_back(false_rate("independent signs, 16 + 12 spins", glass, exact_log_partition(glass), trials));
    rows.push_back(false_rate("no couplings, 16 + 12 spins", free, exact_log_partition(free), trials));
    return rows;
}

const RateSuite suite{.rule = "thermal_transition", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
