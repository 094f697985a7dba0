#include "blackbody/cli/thermo_run.h"

#include <limits>

#include "blackbody/cli/machines.h"
#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/machines/rbm_machine.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

States states_of(const Options& options, const std::string& path, const Ensemble& system) {
    if (path.empty()) return {};
    Options one = options;
    one.data = path;
    return open_states(one, system);
}

/// Throws Error(usage) for machines that are no RBM.
Rbm rbm_of(const Ensemble& system) {
    if (const auto* rbm = dynamic_cast<const RbmMachine*>(&system.machine())) return rbm->rbm();
    throw Error(ErrorKind::usage, {.file = system.card().file,
                                   .place = "machine",
                                   .expected = "a restricted Boltzmann machine",
                                   .found = system.machine().kind(),
                                   .advice = "its bound on ln p is among the figures of `blackbody open`"});
}

/// Without data: what the machine itself says its means are, from chains that start anywhere.
at::Tensor own_samples(const Rbm& machine, Seed seed) {
    constexpr std::int64_t chains = 500, steps = 500;
    Rbm free = independent(machine, machine.visible.theta);
    Chains walk(machine, samples_of_independent(free, chains, seed_for(seed, "start")),
                {.seed = seed_for(seed, "base")});
    walk.run(steps);
    return walk.visible();
}

}  // namespace

std::function<bool(double)> ThermoRun::show(const std::string& stage) const {
    return [&bar = bar, stage](double done) {
        bar.show(stage, done);
        return !InterruptGuard::requested();
    };
}

double ThermoRun::seconds_left() const {
    if (options.budget_seconds <= 0) return std::numeric_limits<double>::infinity();
    return options.budget_seconds - std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

const at::Tensor& ThermoRun::starts() {
    if (train.values.defined()) return train.values;
    if (data.values.defined()) return data.values;
    if (!own.defined()) own = own_samples(machine, options.seed);
    return own;
}

const Rbm& ThermoRun::base() {
    const Layer& visible = machine.visible;
    if (!found_base && options.thermo.base == "uniform")
        found_base = independent(machine, free_layer(*visible.unit, visible.size(), visible.colours).theta);
    if (!found_base) found_base = base_of_means(machine, starts());
    return *found_base;
}

ThermoRun open_thermo(const Options& options, ProgressBar& bar) {
    const std::shared_ptr<const Ensemble> system = open_ensemble(options);
    return thermo_of(system, states_of(options, options.data, *system), options, bar);
}

ThermoRun thermo_of(std::shared_ptr<const Ensemble> system, const States& states, const Options& options,
                    ProgressBar& bar) {
    ThermoRun run{options, bar, system, rbm_of(*system), states, {}};
    run.train = states_of(options, options.thermo.train, *system);
    return run;
}

std::vector<SiteInfo> sites_of(const ThermoRun& run) {
    SiteInfo whole{.name = "machine", .op = "rbm", .role = Role::weight, .axes = "", .weight = "W"};
    whole.weight_shape = run.machine.weight.sizes().vec();
    std::vector<SiteInfo> sites{whole};
    for (const Site& site : run.system->sites()) sites.push_back(site.info);
    return sites;
}

std::vector<Measurement> measure_thermo(ThermoRun& run) {
    const Measurement log_partition = measure_log_partition(run);
    const bool wants_curves =
        run.options.thermo.wants_curves() || run.options.thermo.log_z.empty() || !run.options.html.empty();
    return wants_curves ? measure_curves(run, log_partition) : std::vector<Measurement>{log_partition};
}

}  // namespace blackbody
