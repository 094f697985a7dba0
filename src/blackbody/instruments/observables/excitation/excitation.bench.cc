#include <ATen/ops/empty.h>
#include <benchmark/benchmark.h>

#include "bench/harness.h"
#include "blackbody/instruments/observables/excitation/excitation.h"
#include "blackbody/util/rng.h"

namespace blackbody {
namespace {

/// Rectified noise of the shape of a state of ResNet-56's first stage.
at::Tensor state(std::int64_t samples, at::MemoryFormat format) {
    at::Tensor x = at::empty({samples, 16, 32, 32}, at::kFloat);
    Random random(1);
    for (std::int64_t i = 0; i < x.numel(); ++i)
        x.mutable_data_ptr<float>()[i] = static_cast<float>(std::max(0., random.normal()));
    return x.contiguous(format);
}

/// The kernel alone.
void sum(benchmark::State& run, at::MemoryFormat format) {
    const at::Tensor x = state(8, format);
    const StateView view = view_of(x, "NCYX");
    std::vector<SampleSums> sums;
    std::vector<std::int32_t> firings;
    for (auto _ : run) sum_state(view, reading_for(view), sums, firings);
    run.SetItemsProcessed(run.iterations() * x.numel());
}
void excitation_kernel_channels_last(benchmark::State& run) { sum(run, at::MemoryFormat::ChannelsLast); }
void excitation_kernel_channels_first(benchmark::State& run) { sum(run, at::MemoryFormat::Contiguous); }
BENCHMARK(excitation_kernel_channels_last);
BENCHMARK(excitation_kernel_channels_first);

/// Everything an accumulator does with eight samples, which is what the runner hands it.
void excitation_add(benchmark::State& run) {
    const at::Tensor x = state(8, at::MemoryFormat::ChannelsLast);
    Site site;
    site.info.op = "Relu", site.info.axes = "NCYX", site.info.role = Role::nonlinearity;
    const auto accumulator = find_observable("excitation")->start(site, {});
    Batch batch;
    batch.size = 8;
    for (auto _ : run) accumulator->add({x, batch});
    run.SetItemsProcessed(run.iterations() * x.numel());
}
BENCHMARK(excitation_add);

/// The Gram matrix of 128 fixed samples.
void excitation_dimension(benchmark::State& run) {
    const at::Tensor x = state(128, at::MemoryFormat::ChannelsLast);
    for (auto _ : run) benchmark::DoNotOptimize(dimension_of(x));
    run.SetItemsProcessed(run.iterations() * 128);
}
BENCHMARK(excitation_dimension);

/// Values, errors and notes of one site out of sixteen blocks: seventeen results.
void excitation_result(benchmark::State& run) {
    Site site;
    site.info.op = "Relu", site.info.axes = "NCYX", site.info.role = Role::nonlinearity;
    std::vector<std::unique_ptr<Accumulator>> blocks;
    const at::Tensor x = state(128, at::MemoryFormat::ChannelsLast);
    for (std::int64_t b = 0; b < 16; ++b) {
        Batch batch;
        batch.first = 8 * b, batch.size = 8;
        blocks.push_back(find_observable("excitation")->start(site, {}));
        if (b == 0) blocks.back()->add_fixed({x, batch});
        blocks.back()->add({x.narrow(0, 8 * b, 8), batch});
    }
    for (auto _ : run)
        for (std::size_t without = 0; without <= blocks.size(); ++without) {
            const auto merged = blocks.front()->fresh();
            for (std::size_t b = 0; b < blocks.size(); ++b)
                if (b != without) merged->merge(*blocks[b]);
            benchmark::DoNotOptimize(merged->result());
        }
}
BENCHMARK(excitation_result);

const Goal kernel_goal{"excitation_kernel_channels_last", {.millis = 8 * 16384 * 1.2e-6, .unit = "values"}};
const Goal first_goal{"excitation_kernel_channels_first", {.millis = 8 * 16384 * 1.2e-6, .unit = "values"}};
const Goal add_goal{"excitation_add", {.unit = "values"}};
const Goal dimension_goal{"excitation_dimension", {.unit = "samples"}};
const Goal result_goal{"excitation_result", {.unit = ""}};

}  // namespace
}  // namespace blackbody
