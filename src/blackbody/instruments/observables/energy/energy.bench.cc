#include <ATen/ops/zeros.h>
#include <benchmark/benchmark.h>

#include "bench/harness.h"
#include "blackbody/instruments/controls/draws.h"
#include "blackbody/instruments/observables/energy/energy.h"

namespace blackbody {
namespace {

/// Eight samples at a time, which is what the runner hands an accumulator.
void energy_add(benchmark::State& run) {
    const std::int64_t classes = run.range(0);
    const at::Tensor logits = normal_draws(8 * classes, 1).mul(3).view({8, classes});
    Batch batch{.inputs = {}, .labels = at::zeros({8}, at::kLong), .first = 0, .size = 8};
    EnergyAccumulator accumulator{InstrumentOptions{}};
    for (auto _ : run) accumulator.add({logits, batch});
    run.SetItemsProcessed(run.iterations() * 8);
}
BENCHMARK(energy_add)->Arg(10)->Arg(1000);

/// Everything that is reported, beta* included; seventeen of them make the jackknife.
void energy_result(benchmark::State& run) {
    const at::Tensor logits = normal_draws(800, 1).mul(3).view({80, 10});
    Batch batch{.inputs = {}, .labels = logits.argmax(1), .first = 0, .size = 80};
    batch.labels.narrow(0, 0, 30).zero_();
    EnergyAccumulator accumulator{InstrumentOptions{}};
    accumulator.add({logits, batch});
    for (auto _ : run) benchmark::DoNotOptimize(accumulator.result());
}
BENCHMARK(energy_result);

const Goal ten{"energy_add/10", {.unit = "samples"}};
const Goal thousand{"energy_add/1000", {.unit = "samples"}};
const Goal result{"energy_result", {.millis = 5}};

}  // namespace
}  // namespace blackbody
