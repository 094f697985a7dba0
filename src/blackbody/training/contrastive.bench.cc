// One update of persistent contrastive divergence at the sizes of the peers' figures.
#include "blackbody/training/contrastive.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/rand.h>

#include "bench/harness.h"

using namespace blackbody;

namespace {

/// 2000 chains, ten steps; and one step with 100: binary data of MNIST's shape.
void updates(benchmark::State& state, const ContrastiveOptions& options) {
    const at::Tensor data = (at::rand({6000, 784}) < .13).to(at::kFloat);
    ContrastiveTraining school(start_machine(data, 500, .01, 0), {data}, options);
    for (auto _ : state) school.update();
    state.SetItemsProcessed(state.iterations() * options.batch);
}

void pcd10_update(benchmark::State& state) { updates(state, {.batch = 2000, .chains = 2000, .steps = 10}); }
void pcd1_update(benchmark::State& state) { updates(state, {.batch = 100, .chains = 100, .steps = 1}); }

BENCHMARK(pcd10_update)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(pcd1_update)->Unit(benchmark::kMillisecond)->UseRealTime();

const Goal goals[] = {{"pcd10_update", {.unit = "samples"}}, {"pcd1_update", {.unit = "samples"}}};

}  // namespace
