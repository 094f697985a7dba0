/// Claim "chains_in_different_modes": spins that all of their chains visit freely, and machines whose chains stay.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/instruments/thermal/replicas.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/rbm_equilibrium.h"

namespace blackbody {
namespace {

constexpr std::int64_t visible = 12, hidden = 6, chains = 64;

Rbm spin_machine(double w) {
    return {free_layer(find_unit("spin"), visible), free_layer(find_unit("spin"), hidden),
            at::ones({visible, hidden}, at::kDouble) * w};
}

RateRow count(const std::string& data, const Rbm& rbm, RateRow row, const RateTrials& trials) {
    row.data = data;
    for (const Seed seed : trials.seeds("modes")) {
        const Watched watched =
            watch(RbmEquilibrium(rbm), samples_of_independent(at_beta(rbm, 0), chains, seed_for(seed, "start")),
                  modes_of(rbm.weight, 4), {.seed = seed});
        Results results;
        results.measurements = {chains_measurement(watched)};
        for (const Claim* claim : claims())
            if (claim->info.name == "chains_in_different_modes") row.add(!claim->judge(results).empty());
    }
    return row;
}

std::vector<RateRow> run(const RateTrials& trials) {
    const RateRow wrong{.counts = "false warnings", .high = .05}, right{.counts = "true findings", .low = .95};
    return {count("12 + 6 spins without couplings", spin_machine(0), wrong, trials),
            count("12 + 6 spins, w = .05: memory under a step", spin_machine(.05), wrong, trials),
            count("12 + 6 spins, w = .5: two modes, frozen", spin_machine(.5), right, trials)};
}

const RateSuite suite{.rule = "chains_in_different_modes", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
