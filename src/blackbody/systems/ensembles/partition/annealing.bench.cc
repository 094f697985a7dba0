// Annealed importance sampling of Salakhutdinov's machine of 500 units with 100 chains: on a part of his schedule's
// temperatures, and on all 14,500.
#include "blackbody/systems/ensembles/partition/annealing.h"

#include <ATen/ops/zeros.h>

#include "bench/harness.h"
#include "blackbody/loading/machine.h"
#include "blackbody/systems/ensembles/chains/chains.h"

using namespace blackbody;

namespace {

/// Every k-th temperature of the schedule.
std::vector<double> thinned(std::size_t k) {
    const std::vector<double> all = salakhutdinov_murray_betas();
    std::vector<double> some;
    for (std::size_t i = 0; i < all.size(); i += k) some.push_back(all[i]);
    return some;
}

void annealing(benchmark::State& state) {
    if (!has_shared(state, "rbm/rbm_refs.npz")) return;
    const Rbm machine = load_machine(shared_data("rbm/rbm_refs.npz"), {.keys = {"W500", "a500", "b500"}});
    const AnnealingOptions options{.chains = 100, .betas = thinned(static_cast<std::size_t>(14500 / state.range(0)))};
    const Rbm base = independent(machine, machine.visible.theta);
    for (auto _ : state) benchmark::DoNotOptimize(anneal(machine, base, options).log_z);
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The first sample after start: chains made ready and one step.
void first_sample(benchmark::State& state) {
    if (!has_shared(state, "rbm/rbm_refs.npz")) return;
    const Rbm machine = load_machine(shared_data("rbm/rbm_refs.npz"), {.keys = {"W500", "a500", "b500"}});
    const at::Tensor start = at::zeros({100, machine.visible.size()}, at::kDouble);
    for (auto _ : state) {
        Chains chains(machine, start, {.seed = 1});
        chains.run(1);
        benchmark::DoNotOptimize(chains.visible());
    }
}

BENCHMARK(annealing)->Arg(500)->Arg(14500)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(first_sample)->Unit(benchmark::kMillisecond)->UseRealTime();

const Goal goals[] = {{"annealing/500", {.unit = "temperatures"}},
                      {"annealing/14500", {.unit = "temperatures"}},
                      {"first_sample", {.millis = 50}}};

}  // namespace
