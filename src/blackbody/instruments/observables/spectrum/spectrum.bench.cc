/// The xmin scan, WeightWatcher's columns, and the whole family with its nulls, each beside a plain reference.
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/randn.h>

#include <cmath>

#include "bench/harness.h"
#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/instruments/observables/spectrum/power_law.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/instruments/parallel.h"

using namespace blackbody;

namespace {

std::vector<double> lognormal_logs(std::int64_t n) {
    Random random(1);
    std::vector<double> log_x(n);
    for (double& l : log_x) l = random.normal();
    std::sort(log_x.begin(), log_x.end());
    return log_x;
}

void xmin_scan(benchmark::State& state) {
    const std::vector<double> log_x = lognormal_logs(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(fit_power_law(log_x));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Every value as x_min, every value of its tail: what the scan replaces.
void xmin_brute_force(benchmark::State& state) {
    const std::vector<double> log_x = lognormal_logs(state.range(0));
    const std::int64_t n = std::ssize(log_x);
    for (auto _ : state) {
        double best = 1;
        for (std::int64_t i = 0; i < n - 1; ++i) {
            double sum = 0, d = 0;
            for (std::int64_t j = i; j < n; ++j) sum += log_x[j] - log_x[i];
            const double slope = static_cast<double>(n - i) / sum;
            for (std::int64_t j = i; j < n; ++j)
                d = std::max(d, std::abs(1 - std::exp(-slope * (log_x[j] - log_x[i])) -
                                         static_cast<double>(j - i) / static_cast<double>(n - i)));
            best = std::min(best, d);
        }
        benchmark::DoNotOptimize(best);
    }
    state.SetItemsProcessed(state.iterations() * n);
}

/// The weights of a safetensors file that have a spectrum, as sites.
std::vector<Site> sites_of(const std::string& file) {
    std::vector<Site> sites;
    for (const NamedTensor& t : read_safetensors(shared_data(file)).tensors) {
        if (t.view.shape.size() < 2 || t.view.type != ElementType::float32) continue;
        Site site;
        site.info.name = t.name;
        const at::Tensor w =
            at::from_blob(const_cast<std::byte*>(t.view.bytes.data()), t.view.shape, at::kFloat).clone();
        site.interaction = Interaction{.kind = w.dim() > 2 ? Interaction::Kind::convolution : Interaction::Kind::linear,
                                       .name = t.name,
                                       .weight = w,
                                       .input_size = {w.size(0) == 64   ? 8
                                                      : w.size(0) == 32 ? 16
                                                                        : 32,
                                                      w.size(0) == 64   ? 8
                                                      : w.size(0) == 32 ? 16
                                                                        : 32}};
        sites.push_back(site);
    }
    return sites;
}

std::vector<Site> nine_linear_maps() {
    std::vector<Site> sites;
    for (const auto& [rows, columns] : {std::pair{4096, 1024}, {2048, 2048}, {1024, 1024}})
        for (int copy = 0; copy < 3; ++copy) {
            Site site;
            site.interaction =
                Interaction{.kind = Interaction::Kind::linear, .name = "w", .weight = at::randn({rows, columns})};
            sites.push_back(site);
        }
    return sites;
}

/// One weight a thread, largest first, as the runner does it.
template <class F>
void for_each_weight(std::vector<Site>& sites, F f) {
    std::stable_sort(sites.begin(), sites.end(), [](const Site& a, const Site& b) {
        return a.interaction->weight.numel() > b.interaction->weight.numel();
    });
    for_each_in_parallel(std::ssize(sites), [&](std::int64_t i) { f(sites[i]); });
}

/// A fresh tensor for each pass, so that no spectrum of the last pass is found again.
Site fresh(const Site& site) {
    Site copy = site;
    copy.interaction->weight = site.interaction->weight.clone();
    return copy;
}

void weightwatcher_columns(benchmark::State& state, std::vector<Site> sites) {
    const Observable* observable = find_observable("weightwatcher");
    for (auto _ : state)
        for_each_weight(sites, [&](const Site& site) {
            const Site weight = fresh(site);
            benchmark::DoNotOptimize(
                observable->weigh(weight, {.own = {SpectrumOptions{.convention = "weightwatcher"}}}).values.size());
        });
    state.SetItemsProcessed(state.iterations() * std::ssize(sites));
}

/// What WeightWatcher spends its time on for large layers: a singular value decomposition a matrix, one after the
/// other.
void plain_svd(benchmark::State& state, std::vector<Site> sites) {
    for (auto _ : state)
        for (const Site& site : sites) {
            const WeightSpectra spectra(*site.interaction);
            benchmark::DoNotOptimize(at::linalg_svdvals(spectra.slice_matrices()).numel());
        }
    state.SetItemsProcessed(state.iterations() * std::ssize(sites));
}

void family_with_nulls(benchmark::State& state, std::vector<Site> sites) {
    const Control& control = find_control("permuted_kernels");
    for (auto _ : state)
        for_each_weight(sites, [&](const Site& site) {
            const Site weight = fresh(site);
            for (const char* name : {"bulk", "levels", "spectrum"}) {
                const Observable* observable = find_observable(name);
                if (observable->fits(weight, {}).fits)
                    benchmark::DoNotOptimize(observable->weigh(weight, {}).values.size());
            }
            for (Seed draw = 0; draw < 19; ++draw) {
                Site null = weight;
                null.interaction->weight = control.weights(*weight.interaction, draw);
                for (const char* name : {"bulk", "levels", "spectrum"}) {
                    const Observable* observable = find_observable(name);
                    if (observable->fits(weight, {}).fits)
                        benchmark::DoNotOptimize(observable->weigh(null, {.as_null = true}).values.size());
                }
            }
        });
    state.SetItemsProcessed(state.iterations() * std::ssize(sites));
}

const char* const resnet56_file = "models/cifar10-resnet56.safetensors";

template <void (*Case)(benchmark::State&, std::vector<Site>)>
void resnet56(benchmark::State& state) {
    if (has_shared(state, resnet56_file)) Case(state, sites_of(resnet56_file));
}
template <void (*Case)(benchmark::State&, std::vector<Site>)>
void nine_maps(benchmark::State& state) {
    Case(state, nine_linear_maps());
}

BENCHMARK(xmin_scan)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(xmin_brute_force)->Arg(10000)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(resnet56<weightwatcher_columns>)->Name("weightwatcher_columns/resnet56")->Unit(benchmark::kMillisecond);
BENCHMARK(resnet56<plain_svd>)->Name("plain_svd/resnet56")->Unit(benchmark::kMillisecond);
BENCHMARK(resnet56<family_with_nulls>)->Name("spectrum_family_with_nulls/resnet56")->Unit(benchmark::kMillisecond);
BENCHMARK(nine_maps<weightwatcher_columns>)
    ->Name("weightwatcher_columns/nine_maps")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);
BENCHMARK(nine_maps<plain_svd>)->Name("plain_svd/nine_maps")->Unit(benchmark::kMillisecond)->Iterations(1);

const Goal goals[] = {
    {"xmin_scan/10000",
     {.millis = 3, .ratio = 100, .against = "xmin_brute_force/10000/iterations:1", .faster = true, .unit = "values"}},
    {"weightwatcher_columns/resnet56",
     {.ratio = 0, .against = "plain_svd/resnet56", .faster = true, .unit = "weights"}},
    {"weightwatcher_columns/nine_maps/iterations:1",
     {.ratio = 0, .against = "plain_svd/nine_maps/iterations:1", .faster = true, .unit = "weights"}},
    {"spectrum_family_with_nulls/resnet56", {.millis = 2250, .unit = "weights"}},
};

}  // namespace
