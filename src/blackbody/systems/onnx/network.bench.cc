// What a plain pass and the opening of a file cost. The pass is the yardstick for everything that streams: ratios to it
// stand in the benchmarks of the instruments; the peers' pass is measured beside it by the comparison with peers.
#include "blackbody/systems/onnx/network.h"

#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include "bench/harness.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/open.h"
#include "support/network.h"

namespace {

using namespace blackbody;

const char* const resnet56 = "models/cifar10-resnet56.onnx";

/// Sees the class scores and keeps nothing.
class Witness : public Probe {
  public:
    void at(std::size_t, State& state) override { benchmark::DoNotOptimize(state.values.const_data_ptr()); }
};

void pass(benchmark::State& state, const NetworkOptions& options) {
    if (!has_shared(state, resnet56)) return;
    const auto network = load_network(shared_data(resnet56), options);
    const std::int64_t batch = state.range(0);
    const testing::TensorSource images({{"image", at::randn({batch, 3, 32, 32})}});
    const Demand demand = testing::demand_for(*network, {testing::site_of_output(*network, "logits")}, batch);
    Witness witness;
    for (auto _ : state) network->run(images, demand, witness);
    state.SetItemsProcessed(state.iterations() * batch);
}

void forward_resnet56(benchmark::State& state) { pass(state, {}); }
void forward_resnet56_node_by_node(benchmark::State& state) { pass(state, {.plan = {.folds = false}}); }

/// The cost of opening: bytes, digest, graph, shapes, sites.
void load(benchmark::State& state, const char* file) {
    if (!has_shared(state, file)) return;
    for (auto _ : state) benchmark::DoNotOptimize(open_system(shared_data(file)));
}

void load_efficientnet_lite0(benchmark::State& state) { load(state, "models/imagenet-efficientnet-lite0.onnx"); }
void load_resnet56(benchmark::State& state) { load(state, resnet56); }

BENCHMARK(forward_resnet56)->Arg(1)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(forward_resnet56_node_by_node)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(load_resnet56)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(load_efficientnet_lite0)->Unit(benchmark::kMillisecond)->UseRealTime();

const Goal goal_one{"forward_resnet56/1", {.unit = "images"}};
const Goal goal_batch{"forward_resnet56/64",
                      {.ratio = 1, .against = "forward_resnet56_node_by_node/64", .unit = "images"}};
const Goal goal_plain{"forward_resnet56_node_by_node/64", {.unit = "images"}};
const Goal goal_small{"load_resnet56", {.millis = 100}};
const Goal goal_load{"load_efficientnet_lite0", {.millis = 100}};

}  // namespace
