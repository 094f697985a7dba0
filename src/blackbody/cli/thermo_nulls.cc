/// thermo: what machines with shuffled weights show, and units that are independent.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "blackbody/cli/thermo_run.h"
#include "blackbody/instruments/nulls.h"
#include "blackbody/systems/ensembles/independent_units.h"
#include "blackbody/systems/ensembles/machines/rbm_machine.h"
#include "blackbody/systems/ensembles/quick_look.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t strongest = 8, few_samples = 1000;

/// Of `found`, in the order of `measurements`: an empty measurement where there is none.
std::vector<Measurement> in_order(const std::vector<Measurement>& found, const std::vector<Measurement>& measurements) {
    std::vector<Measurement> ordered;
    for (const Measurement& m : measurements) {
        const Measurement* same = find_measurement(found, m.observable, m.site);
        ordered.push_back(same ? *same : Measurement{m.observable, m.site, {}});
    }
    return ordered;
}

Estimate* estimate_of(std::vector<Measurement>& measurements, const std::string& observable, const std::string& site,
                      const std::string& name) {
    for (Measurement& m : measurements)
        for (Estimate& e : m.estimates)
            if (m.observable == observable && m.site == site && e.name == name) return &e;
    return nullptr;
}

/// The first samples, a thousand at most: enough for a mean that is compared with the same one of other machines.
at::Tensor few(const at::Tensor& data) {
    return data.defined() ? data.narrow(0, 0, std::min(few_samples, data.size(0))) : data;
}

/// What only a quick look measures stands beside its null.
void add_cooled_peak(const std::vector<Measurement>& read, std::vector<Measurement>& measurements) {
    const Measurement* quick = find_measurement(read, "thermal", "machine");
    for (Measurement& m : measurements)
        if (quick && m.observable == "thermal")
            for (const char* name : {"cooling_peak_beta", "cooling_peak_heat_capacity"})
                m.estimates.push_back(*find_estimate(*quick, name));
}

}  // namespace

void add_shuffled(ThermoRun& run, double from, double to, std::vector<Measurement>& measurements) {
    const std::int64_t count = run.options.null_draws;
    QuickLookOptions options{.from = from, .to = to, .data = few(run.data.values)};
    options.seed = seed_for(run.options.seed, "nulls");
    const auto show = [&](std::int64_t done) {
        return [&run, done, count](double part) {
            return run.show("nulls")((static_cast<double>(done) + part) / static_cast<double>(count + 1));
        };
    };
    const Control& control = find_control("permuted_kernels");
    options.go_on = show(0);
    QuickLookOptions own = options;
    own.start = some_states(run.starts(), options.chains);
    own.log_z = estimate_of(measurements, "log_partition", "machine", "log_z")->value;
    const std::vector<Measurement> read = quick_look(run.machine, own);
    add_cooled_peak(read, measurements);
    Draws draws{&control, in_order(read, measurements), {}};
    for (std::int64_t d = 0; d < count; ++d) {
        options.go_on = show(d + 1);
        const std::unique_ptr<System> shuffled =
            run.system->control(control, seed_for(run.options.seed, "shuffle") + static_cast<std::uint64_t>(d));
        const Rbm machine = dynamic_cast<const RbmMachine&>(dynamic_cast<Ensemble&>(*shuffled).machine()).rbm();
        draws.drawn.push_back(in_order(quick_look(machine, options), measurements));
    }
    add_nulls(draws, measurements);
    if (const Measurement* thermal = find_measurement(measurements, "thermal", "machine"))
        measurements[thermal - measurements.data()].notes.push_back(
            "nulls of shuffled weights: the machine is read as every draw, 64 chains cooled with 15 steps at each β; "
            "there "
            "the peak of C (cooling_peak_beta) is known to " +
            short_number(peak_resolution(options) / 2, 2) +
            ", and of a machine with a transition lies where the disordered branch gives way. Chains at β = 1 start "
            "from "
            "examples for the machine and from the cooled state for a draw, which has none");
}

void add_independent(ThermoRun& run, const Modes& modes, std::vector<Measurement>& measurements) {
    const auto put = [&](const Measurement& m, const Estimate& mean) {
        Estimate* estimate = estimate_of(measurements, m.observable, m.site, mean.name);
        if (estimate)
            estimate->nulls.push_back({"independent_units", estimate->value, mean.value, 0, mean.value, mean.value, 0});
    };
    const UnitMeans means = means_given(run.machine, some_states(run.starts(), few_samples));
    for (const Measurement& m : independent_units(run.machine, means, modes))
        for (const Estimate& mean : m.estimates) put(m, mean);
    Measurement partition{.observable = "log_partition", .site = "machine", .estimates = {}},
        thermal{.observable = "thermal", .site = "machine", .estimates = {}};
    if (const Estimate* peak = estimate_of(measurements, "thermal", "machine", "peak_beta_independent")) {
        Estimate mean = *peak;
        mean.name = "peak_beta";
        put(thermal, mean);
    }
    if (const Estimate* p = estimate_of(measurements, "log_partition", "machine", "log_probability_independent")) {
        Estimate mean = *p;
        mean.name = "log_probability";
        put(partition, mean);
    }
}

double independent_peak(const Rbm& base, double from, double to) {
    // W = 0: Var of the exponent at β is C, unit by unit.
    constexpr int points = 2000;
    double best = from, most = -1;
    for (int k = 0; k <= points; ++k) {
        const double beta = from + (to - from) * k / points;
        const Rbm at = at_beta(base, beta);
        const at::Tensor none = at::zeros({1, at.visible.size()}, at::kDouble);
        const double c = at.visible.unit->exponent_variance(at.visible, none).sum().item<double>();
        if (c > most) most = c, best = beta;
    }
    return best;
}

}  // namespace blackbody
