#include "blackbody/instruments/thermal/measure_thermal.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>

#include "blackbody/instruments/thermal/thermal_run.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

const Equilibrium& required_equilibrium(const System& system) {
    if (const Equilibrium* equilibrium = equilibrium_of(system)) return *equilibrium;
    throw Error(ErrorKind::usage, {.file = system.card().file,
                                   .place = "machine",
                                   .expected = "a restricted Boltzmann machine",
                                   .found = system.card().kind,
                                   .advice = "its bound on ln p is among the figures of `blackbody open`"});
}

/// Without data: what the system itself says its means are, from chains that start anywhere.
at::Tensor own_samples(const Equilibrium& system, Seed seed) {
    constexpr std::int64_t chains = 500, steps = 500;
    const auto walk = system.chains(system.uncoupled(chains, seed_for(seed, "start")), 1, seed_for(seed, "base"));
    walk->run(steps);
    return walk->states();
}

}  // namespace

ThermalRun::ThermalRun(const System& whole, const ThermalRequest& asked)
    : system(whole), equilibrium(required_equilibrium(whole)), request(asked) {}

const at::Tensor& ThermalRun::starts() {
    if (request.train.values.defined()) return request.train.values;
    if (request.data.values.defined()) return request.data.values;
    if (!own_.defined()) own_ = own_samples(equilibrium, options().seed);
    return own_;
}

at::Tensor ThermalRun::means() { return options().base == "uniform" ? at::Tensor() : starts(); }

at::Tensor some_states(const at::Tensor& examples, std::int64_t count) {
    const std::int64_t n = examples.size(0);
    const at::Tensor rows = at::arange(count, at::kLong);
    return examples.index_select(0, count <= n ? rows.mul(n).floor_divide(count) : rows.remainder(n)).to(at::kDouble);
}

SiteInfo whole_site(const System& system) {
    SiteInfo whole{.name = "machine", .op = system.card().kind, .role = Role::weight, .axes = "", .weight = "W"};
    if (const Equilibrium* equilibrium = equilibrium_of(system))
        if (const at::Tensor coupling = equilibrium->coupling(); coupling.defined())
            whole.weight_shape = coupling.sizes().vec();
    return whole;
}

ThermalMeasured measure_thermal(const System& system, const ThermalRequest& request) {
    check(request.options);
    ThermalRun run(system, request);
    const Measurement log_partition = measure_log_partition(run);
    ThermalMeasured measured{request.wants_curves ? measure_curves(run, log_partition) : std::vector{log_partition}};
    measured.skipped = std::move(run.skipped);
    return measured;
}

}  // namespace blackbody
