// Updates of the peers' small network (../shared/peers/train.py): 128 pictures of 28 x 28, batches and augmentation
// included.
#include "blackbody/training/networks/network_training.h"

#include <ATen/ops/randint.h>

#include "bench/harness.h"

namespace blackbody {
namespace {

constexpr int updates_a_case = 10;

/// Ten updates: a case of one would be shorter than the noise of a clock that others share.
void learn(benchmark::State& state, const std::string& text, Field field, const NetworkTrainingOptions& options) {
    const Pictures pictures{at::randint(256, {12800, 1, 28, 28}, at::kByte), at::randint(10, {12800}, at::kLong)};
    LayeredNetwork network({text, field, {Field::real, 1, {28, 28}}, 1});
    NetworkTraining training(network, pictures, options);
    training.update();
    for (auto _ : state)
        for (int u = 0; u < updates_a_case; ++u) training.update();
    state.SetItemsProcessed(state.iterations() * updates_a_case * options.batch);
}

NetworkTrainingOptions options() {
    NetworkTrainingOptions options{.batch = 128, .updates = 1 << 20};
    options.rate = {.lr = .01, .schedule = "constant"};
    options.augmentation = {.random_shift = 2, .hflip = true};
    return options;
}

void train_cnn(benchmark::State& state) {
    learn(state, "conv 16 3x3, relu, pool 2, conv 32 3x3, relu, pool 2, linear 10", Field::real, options());
}
void train_wave(benchmark::State& state) {
    learn(state, "conv 11 3x3, modrelu, pool 2, conv 23 3x3, modrelu, pool 2, linear 10, born", Field::complex,
          options());
}

BENCHMARK(train_cnn)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(train_wave)->Unit(benchmark::kMillisecond)->UseRealTime();

const Goal goals[] = {{"train_cnn", {.unit = "images"}},
                      {"train_wave", {.ratio = 3, .against = "train_cnn", .unit = "images"}}};

}  // namespace
}  // namespace blackbody
