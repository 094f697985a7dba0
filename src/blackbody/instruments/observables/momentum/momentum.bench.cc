#include <ATen/ops/empty.h>
#include <benchmark/benchmark.h>

#include "bench/harness.h"
#include "blackbody/instruments/controls/draws.h"
#include "blackbody/instruments/observables/momentum/momentum.h"

namespace blackbody {
namespace {

/// The largest kind of layer of ResNet-56: 64 x 64 kernels of 3 x 3.
Site layer() {
    Site site;
    site.info.name = "conv", site.info.op = "Conv", site.info.axes = "NCYX";
    site.interaction = Interaction{.kind = Interaction::Kind::convolution,
                                   .name = "conv.weight",
                                   .weight = normal_draws(64 * 64 * 9, 1).view({64, 64, 3, 3}),
                                   .input_size = {8, 8}};
    return site;
}

void weigh(benchmark::State& run, bool as_null) {
    const Site site = layer();
    InstrumentOptions options;
    options.as_null = as_null;
    for (auto _ : run) benchmark::DoNotOptimize(weigh_momentum(site, options));
    run.SetItemsProcessed(run.iterations() * 64 * 64);
}
void momentum_weigh(benchmark::State& run) { weigh(run, false); }
void momentum_weigh_null(benchmark::State& run) { weigh(run, true); }
BENCHMARK(momentum_weigh);
BENCHMARK(momentum_weigh_null);

/// Drawing a null, which the null's measurement should not be much dearer than.
void draw(benchmark::State& run, const char* control) {
    const Site site = layer();
    Seed seed = 0;
    for (auto _ : run) benchmark::DoNotOptimize(find_control(control).weights(*site.interaction, seed++));
    run.SetItemsProcessed(run.iterations() * 64 * 64);
}
void draw_random_kernels(benchmark::State& run) { draw(run, "random_kernels"); }
void draw_amplitude_matched_kernels(benchmark::State& run) { draw(run, "amplitude_matched_kernels"); }
BENCHMARK(draw_random_kernels);
BENCHMARK(draw_amplitude_matched_kernels);

const Goal weighing{"momentum_weigh", {.unit = "kernels"}};
const Goal null_weighing{"momentum_weigh_null", {.millis = 2, .unit = "kernels"}};
const Goal drawing{"draw_random_kernels", {.millis = 1, .unit = "kernels"}};
const Goal matching{"draw_amplitude_matched_kernels", {.millis = 1, .unit = "kernels"}};

}  // namespace
}  // namespace blackbody
