/// The price of looking: a plain pass of ResNet-56, the pass with excitation on all its sites, and everything with
/// nulls.
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include "bench/harness.h"
#include "blackbody/instruments/measure.h"
#include "blackbody/loading/network.h"

namespace blackbody {
namespace {

const char* const file = "models/cifar10-resnet56.onnx";

/// Noise of the shape of CIFAR-10, held in memory: what is timed is the network, not a disk.
class Noise : public Source {
  public:
    explicit Noise(std::int64_t count)
        : images_(at::randn({count, 3, 32, 32})), labels_(at::zeros({count}, at::kLong)) {}
    std::int64_t size() const override { return images_.size(0); }
    bool labelled() const override { return true; }
    Batch read(std::int64_t first, std::int64_t count) const override {
        return {{{"image", images_.narrow(0, first, count)}}, labels_.narrow(0, first, count), first, count};
    }

  private:
    at::Tensor images_, labels_;
};

struct Blind : Probe {
    void at(std::size_t, State&) override {}
};

/// Nobody looks but at the outputs.
void plain_resnet56(benchmark::State& state) {
    if (!has_shared(state, file)) return;
    const auto network = load_network(shared_data(file));
    const Noise noise(1000);
    Demand demand{.states = {}, .first_batch = 32, .batch = 32};
    for (const Site& site : network->sites()) demand.states.push_back(site.info.role == Role::logits);
    Blind blind;
    for (auto _ : state) network->run(noise, demand, blind);
    state.SetItemsProcessed(state.iterations() * noise.size());
}

void measured(benchmark::State& state, const std::vector<std::string>& instruments, std::int64_t null_draws) {
    if (!has_shared(state, file)) return;
    const auto network = load_network(shared_data(file));
    const Noise noise(1000);
    const auto chosen = choose_instruments(instruments, {});
    for (auto _ : state) {
        const Measured all = measure(*network, &noise, chosen, {.null_draws = null_draws});
        benchmark::DoNotOptimize(all.measurements.size());
    }
    state.SetItemsProcessed(state.iterations() * noise.size());
}
void excitation_resnet56(benchmark::State& state) { measured(state, {"excitation"}, 0); }
void open_resnet56(benchmark::State& state) { measured(state, {}, 19); }

BENCHMARK(plain_resnet56)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(excitation_resnet56)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(open_resnet56)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

const Goal goals[] = {
    {"plain_resnet56", {.unit = "images"}},
    {"excitation_resnet56", {.ratio = 2, .against = "plain_resnet56", .unit = "images"}},
    {"open_resnet56", {.ratio = 6, .against = "plain_resnet56", .unit = "images"}},
};

}  // namespace
}  // namespace blackbody
