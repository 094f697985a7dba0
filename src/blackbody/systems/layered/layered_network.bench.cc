/// A step of learning, forward and back and a plain step of descent: a wave network against its real baseline of equal
/// real parameters. Arg: threads.
#include "blackbody/systems/layered/layered_network.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>

#include "bench/harness.h"

namespace blackbody {
namespace {

void steps(benchmark::State& state, const std::string& text, Field field) {
    const int before = at::get_num_threads();
    at::set_num_threads(static_cast<int>(state.range(0)));
    const LayeredNetwork network({text, field, {Field::real, 1, {28, 28}}, 1});
    const at::Tensor x = at::rand({128, 1, 28, 28}).contiguous(at::MemoryFormat::ChannelsLast),
                     y = at::randint(10, {128}, at::kLong);
    for (auto _ : state) {
        at::cross_entropy_loss(network.forward(x, {.is_training = true}), y).backward();
        const at::NoGradGuard fixed;
        for (const Parameter& p : network.parameters()) {
            at::Tensor value = p.value;
            if (!p.is_learned) continue;
            value.sub_(value.grad(), .01);
            value.mutable_grad().reset();
        }
    }
    state.SetItemsProcessed(state.iterations() * x.size(0));
    at::set_num_threads(before);
}

// 20,490 and 20,700 real parameters.
void wave_twin(benchmark::State& state) {
    steps(state, "conv 16 3x3, relu, pool 2, conv 32 3x3, relu, pool 2, linear 10", Field::real);
}
void wave(benchmark::State& state) {
    steps(state, "conv 11 3x3, modrelu, pool 2, conv 23 3x3, modrelu, pool 2, linear 10, born", Field::complex);
}
void wave_norm_twin(benchmark::State& state) {
    steps(state, "conv 16 3x3, norm, relu, pool 2, conv 32 3x3, norm, relu, pool 2, linear 10", Field::real);
}
void wave_norm(benchmark::State& state) {
    steps(state, "conv 11 3x3, norm, modrelu, pool 2, conv 23 3x3, norm, modrelu, pool 2, linear 10, born",
          Field::complex);
}

BENCHMARK(wave_twin)->Unit(benchmark::kMillisecond)->UseRealTime()->Arg(1)->Arg(2);
BENCHMARK(wave)->Unit(benchmark::kMillisecond)->UseRealTime()->Arg(1)->Arg(2);
BENCHMARK(wave_norm_twin)->Unit(benchmark::kMillisecond)->UseRealTime()->Arg(1)->Arg(2);
BENCHMARK(wave_norm)->Unit(benchmark::kMillisecond)->UseRealTime()->Arg(1)->Arg(2);

const Goal goals[] = {
    {"wave_twin/1", {.unit = "images"}},
    {"wave_twin/2", {.unit = "images"}},
    {"wave/1", {.ratio = 3, .against = "wave_twin/1", .unit = "images"}},
    {"wave/2", {.ratio = 3, .against = "wave_twin/2", .unit = "images"}},
    {"wave_norm_twin/1", {.unit = "images"}},
    {"wave_norm_twin/2", {.unit = "images"}},
    {"wave_norm/1", {.ratio = 3, .against = "wave_norm_twin/1", .unit = "images"}},
    {"wave_norm/2", {.ratio = 3, .against = "wave_norm_twin/2", .unit = "images"}},
};

}  // namespace
}  // namespace blackbody
