// The table product beside the library's product of the same shape, and the step of a chain.
#include "blackbody/systems/ensembles/chains/kernels/bit_product.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>

#include <cstdlib>

#include "bench/harness.h"

using namespace blackbody;

namespace {

struct Shape {
    at::Tensor w = .1 * at::randn({784, 500}), v = (at::rand({2000, 784}) < .2).to(at::kFloat), b = at::randn({500}),
               y = at::empty({2000, 500});
    void count(benchmark::State& state) const { state.SetItemsProcessed(state.iterations() * 2000); }
};

void table_product(benchmark::State& state) {
    const Shape s;
    const Panels tables(s.w);
    const BitStates bits = to_bits(s.v);
    for (auto _ : state) multiply(tables, bits, {.field = s.y.data_ptr<float>()});
    s.count(state);
}

void sgemm_product(benchmark::State& state) {
    Shape s;
    for (auto _ : state) at::matmul_out(s.y, s.v, s.w);
    s.count(state);
}

void pack_panels(benchmark::State& state) {
    const Shape s;
    for (auto _ : state) benchmark::DoNotOptimize(Panels(s.w).quanta());
}

void half_step(benchmark::State& state) {
    const Shape s;
    const Panels tables(s.w);
    const BitStates bits = to_bits(s.v);
    BitStates h(2000, 500);
    for (auto _ : state) multiply(tables, bits, {.bias = s.b.data_ptr<float>(), .sample = &h});
    s.count(state);
}

BENCHMARK(table_product)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(sgemm_product)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(pack_panels)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(half_step)->Unit(benchmark::kMillisecond)->UseRealTime();

/// BLACKBODY_NARROW=1 measures what a CPU without AVX-512 would do.
const bool is_narrow = [] {
    if (std::getenv("BLACKBODY_NARROW") == nullptr) return false;
    use_narrow_vectors();
    return true;
}();

const Goal goals[] = {
    {"table_product", {.ratio = 2, .against = "sgemm_product", .faster = true, .unit = "states"}},
    {"half_step", {.unit = "states"}},
};

}  // namespace
