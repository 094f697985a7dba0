// Updates of persistent contrastive divergence and a whole epoch, at the sizes of the peers' figures: Salakhutdinov's
// machine of 500 units, binarised MNIST.
#include "blackbody/training/machines/contrastive.h"

#include "bench/harness.h"
#include "blackbody/loading/machine.h"
#include "blackbody/loading/states.h"

using namespace blackbody;

namespace {

constexpr const char* mnist = "rbm/binarized_mnist_train.npz";

at::Tensor images() {
    static const at::Tensor values = load_states(shared_data(mnist), find_unit("bernoulli")).values;
    return values;
}

/// 2000 chains and samples, ten steps; and 100 with one step.
void updates(benchmark::State& state, const ContrastiveOptions& options) {
    if (!has_shared(state, mnist)) return;
    const Rbm start = load_machine(shared_data("rbm/rbm_refs.npz"), {.keys = {"W500", "a500", "b500"}});
    ContrastiveTraining training(start, {images()}, options);
    training.update();
    for (auto _ : state) training.update();
    state.SetItemsProcessed(state.iterations() * options.batch);
}

void pcd10_update(benchmark::State& state) { updates(state, {.batch = 2000, .chains = 2000, .steps = 10, .lr = 1e-4}); }
void pcd1_update(benchmark::State& state) { updates(state, {.batch = 100, .chains = 100, .steps = 1, .lr = 1e-4}); }

/// As scikit-learn does it: plain gradient, no momentum, from random weights; making ready counts.
void pcd1_epoch(benchmark::State& state) {
    if (!has_shared(state, mnist)) return;
    const at::Tensor data = images();
    for (auto _ : state) {
        ContrastiveTraining training(start_machine(data, 500, .01, 0), {data},
                                     {.batch = 100, .chains = 100, .steps = 1, .is_centred = false, .lr = .05});
        for (std::int64_t u = 0; u < training.updates_per_epoch(); ++u) training.update();
    }
    state.SetItemsProcessed(state.iterations() * data.size(0));
}

BENCHMARK(pcd10_update)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(pcd1_update)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(pcd1_epoch)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

const Goal goals[] = {
    {"pcd10_update", {.unit = "samples"}}, {"pcd1_update", {.unit = "samples"}}, {"pcd1_epoch", {.unit = "samples"}}};

}  // namespace
