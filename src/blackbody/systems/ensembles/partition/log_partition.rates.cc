/// Error bars of ln Z by every method, against enumeration: annealing, back from long chains, a tempering ladder by
/// MBAR and pair by pair, and along a path of machines.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <functional>

#include "bench/rates.h"
#include "blackbody/base/measurement.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/partition/ladder.h"
#include "blackbody/systems/ensembles/partition/trajectory.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// Normal weights of this size, and fields of size .4.
Rbm machine_of(const char* unit, double size) {
    constexpr std::int64_t visible = 10, hidden = 7;
    Rbm rbm{free_layer(find_unit(unit), visible), free_layer(find_unit(unit), hidden),
            at::zeros({visible, hidden}, at::kDouble)};
    Random random(5);
    const auto fill = [&](at::Tensor t, double spread) {
        for (std::int64_t i = 0; i < t.numel(); ++i) t.view(-1)[i] = spread * random.normal();
    };
    fill(rbm.weight, size), fill(rbm.visible.theta[0], .4), fill(rbm.hidden.theta[0], .4);
    return rbm;
}

/// Readings of one number by several methods, from one run a seed; a refusal counts for all of them.
struct Reading {
    std::vector<const char*> names;
    std::function<std::vector<Estimate>(Seed)> read;
};

std::vector<RateRow> coverage(const std::string& machine, const std::vector<double>& truths, const RateTrials& trials,
                              const Reading& reading) {
    std::vector<CoverageCount> counts;
    for (const char* name : reading.names) counts.emplace_back(std::string(name) + ", " + machine, 15);
    for (const Seed seed : trials.seeds(reading.names.front())) {
        std::vector<Estimate> seen;
        try {
            seen = reading.read(seed);
        } catch (const NumericalError& error) {
            seen.assign(counts.size(), {"log_z", 0, Uncertainty::none(error.what())});
        }
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i].add(seen[i], truths[i]);
    }
    std::vector<RateRow> rows;
    for (const CoverageCount& count : counts)
        for (const RateRow& row : count.rows()) rows.push_back(row);
    return rows;
}

std::vector<Estimate> by_sandwich(const Rbm& rbm, const Rbm& base, Seed seed) {
    const LogZ z = estimated_log_z(rbm, base,
                                   {.method = LogZMethod::sandwich,
                                    .chains = 100,
                                    .temperatures = 40,
                                    .start = samples_of_independent(base, 100, seed_for(seed, "start")),
                                    .seed = seed});
    const Measurement others{.observable = "", .site = "", .estimates = z.others};
    return {z.value, *find_estimate(others, "log_z_reverse"), *find_estimate(others, "sandwich_gap")};
}

std::vector<Estimate> by_ladder(const Rbm& rbm, const Rbm& base, Seed seed) {
    const LogZ z = ladder_log_z(rbm, base, {.burn_in = 50, .evaluations = 10, .stride = 5, .seed = seed});
    return {z.value, z.others[0]};
}

std::vector<Estimate> along_a_path(const Rbm& rbm, const Rbm& base, Seed seed) {
    const DeepBoltzmann from = deep(base), to = deep(rbm);
    Trajectory path(from, {.chains = 100, .seed = seed});
    for (const double way : {.3, .6, 1.}) path.advance(between(from, to, way));
    return {path.log_z()};
}

void count_machine(const std::string& name, const Rbm& rbm, const RateTrials& trials, std::vector<RateRow>& rows) {
    const double truth = exact_log_partition(rbm);
    const Rbm base = independent(rbm, rbm.visible.theta);
    const Reading readings[] = {
        {{"annealed", "annealed back", "sandwich's gap"}, [&](Seed seed) { return by_sandwich(rbm, base, seed); }},
        {{"ladder by MBAR", "ladder pair by pair"}, [&](Seed seed) { return by_ladder(rbm, base, seed); }},
        {{"along a path"}, [&](Seed seed) { return along_a_path(rbm, base, seed); }}};
    for (const Reading& reading : readings)
        for (const RateRow& row : coverage(name, {truth, truth, 0}, trials, reading)) rows.push_back(row);
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    count_machine("10 + 7 bits, W of size .4", machine_of("bernoulli", .4), trials, rows);
    count_machine("10 + 7 bits, W of size 1.5", machine_of("bernoulli", 1.5), trials, rows);
    count_machine("10 + 7 spins, W of size .8", machine_of("spin", .8), trials, rows);
    return rows;
}

const RateSuite suite{.rule = "ln Z", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
