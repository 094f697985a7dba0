/// Error bars over chains, against enumeration: U, C, S and the spread along the first mode, and overlaps. Machines
/// that mix, and frozen ones (spins, weights of size 1.5), whose bars are refused or wide.
#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "bench/rates.h"
#include "blackbody/instruments/thermal/overlaps.h"
#include "blackbody/instruments/thermal/replicas.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"
#include "blackbody/systems/ensembles/units/spins.h"

namespace blackbody {
namespace {

constexpr std::int64_t visible = 10, hidden = 7, chains = 64;

/// Normal weights and fields of these sizes.
Rbm spin_machine(double weight, double field) {
    Rbm rbm{free_layer(find_unit("spin"), visible), free_layer(find_unit("spin"), hidden),
            at::zeros({visible, hidden}, at::kDouble)};
    Random random(7);
    const auto fill = [&](at::Tensor t, double size) {
        for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = size * random.normal();
    };
    fill(rbm.weight, weight), fill(rbm.visible.theta[0], field), fill(rbm.hidden.theta[0], field);
    return rbm;
}

/// What enumeration says of the visible spins.
struct Truth {
    double energy, heat_capacity, entropy, overlap, first_magnetisation, susceptibility;
};

Truth truth_of(const Rbm& rbm, const Modes& modes) {
    const ExactSums sums = exact_sums(rbm);
    const at::Tensor states = states_of(rbm.visible, 0, std::int64_t{1} << visible),
                     p = (-free_energy(rbm, states) - sums.log_z).exp(), s = as_spins(rbm.visible, states),
                     mean = at::matmul(p, s), m = s.mean(1), along = magnetisations(modes, s).select(1, 0);
    const auto average = [&](const at::Tensor& x) { return (p * x).sum().item<double>(); };
    return {sums.energy,
            sums.energy_variance,
            sums.energy + sums.log_z,
            (mean * mean).mean().item<double>(),
            std::sqrt(average(along * along)),
            visible * (average(m * m) - std::pow(average(m), 2))};
}

std::vector<Estimate> seen_by_chains(const Rbm& rbm, const Modes& modes, Seed seed) {
    std::vector<double> betas;
    for (int k = 1; k <= 10; ++k) betas.push_back(.1 * k);
    const auto start = [&](const char* purpose) {
        return samples_of_independent(at_beta(rbm, 0), chains, seed_for(seed, purpose));
    };
    SweepOptions options{.chains = chains, .burn_in = 10, .evaluations = 5, .seed = seed_for(seed, "cooling")};
    Branches b{.hot = RbmEquilibrium(rbm).infinite_temperature(),
               .cold = {.beta = 1, .log_z = exact_log_partition(rbm)}};
    b.cooling = sweep(RbmEquilibrium(rbm), start("hot"), betas, options);
    options.seed = seed_for(seed, "heating");
    b.heating = sweep(RbmEquilibrium(rbm), start("cold"), {betas.rbegin(), betas.rend()}, options);
    std::reverse(b.heating.begin(), b.heating.end());
    const RbmEquilibrium system(rbm);
    Replicas replicas{system, modes, {}};
    replicas.watched = watch(system, start("watched"), modes, {.burn_in = 50, .evaluations = 100, .seed = seed});
    std::vector<Estimate> all = measurement_of(thermal_of(b, {.at_one = chains_at_one(replicas.watched)})).estimates;
    for (const Measurement& m : {modes_measurement(replicas), overlap_measurement(replicas, 0)})
        all.insert(all.end(), m.estimates.begin(), m.estimates.end());
    return all;
}

std::vector<RateRow> count(const std::string& machine, const Rbm& rbm, double high, const RateTrials& trials) {
    const Modes modes = modes_of(rbm.weight, 4);
    const Truth truth = truth_of(rbm, modes);
    const std::pair<const char*, double> known[] = {{"energy", truth.energy},
                                                    {"heat_capacity", truth.heat_capacity},
                                                    {"entropy", truth.entropy},
                                                    {"overlap", truth.overlap},
                                                    {"first_magnetisation", truth.first_magnetisation},
                                                    {"ferromagnetic_susceptibility", truth.susceptibility}};
    std::vector<CoverageCount> counts;
    for (const auto& [name, value] : known) counts.emplace_back(std::string(name) + ", " + machine, 15);
    for (const Seed seed : trials.seeds("chains")) {
        const std::vector<Estimate> seen = seen_by_chains(rbm, modes, seed);
        for (std::size_t i = 0; i < std::size(known); ++i)
            for (const Estimate& e : seen)
                if (e.name == known[i].first) counts[i].add(e, known[i].second);
    }
    std::vector<RateRow> rows;
    for (const CoverageCount& c : counts)
        for (RateRow row : c.rows()) row.high = std::max(row.high, high), rows.push_back(row);
    return rows;
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows = count("10 + 7 spins that mix", spin_machine(.3, .3), 0, trials);
    for (const RateRow& row : count("10 + 7 spins, frozen", spin_machine(1.5, .3), 1, trials)) rows.push_back(row);
    return rows;
}

const RateSuite suite{.rule = "bars over chains", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
