/// Nulls: what machines with shuffled weights show, and units that are independent.
#include <algorithm>

#include "blackbody/instruments/nulls.h"
#include "blackbody/instruments/thermal/independent_units.h"
#include "blackbody/instruments/thermal/quick_look.h"
#include "blackbody/instruments/thermal/thermal_run.h"
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

void add_shuffled(ThermalRun& run, double from, double to, std::vector<Measurement>& measurements) {
    const std::int64_t count = run.options().null_draws;
    QuickLookOptions options{.from = from, .to = to, .data = few(run.request.data.values)};
    options.seed = seed_for(run.options().seed, "nulls");
    const auto show = [&](std::int64_t done) {
        const auto all = static_cast<double>(count + 1);
        return run.request.watcher.stage("nulls", static_cast<double>(done) / all, static_cast<double>(done + 1) / all);
    };
    const Control& control = find_control("permuted_kernels");
    options.progress = show(0);
    QuickLookOptions own = options;
    own.start = some_states(run.starts(), options.chains);
    own.log_z = estimate_of(measurements, "log_partition", "machine", "log_z")->value;
    const std::vector<Measurement> read = quick_look(run.equilibrium, own);
    add_cooled_peak(read, measurements);
    Draws draws{&control, in_order(read, measurements), {}};
    for (std::int64_t d = 0; d < count; ++d) {
        options.progress = show(d + 1);
        const std::unique_ptr<System> shuffled =
            run.system.control(control, seed_for(run.options().seed, "shuffle") + static_cast<std::uint64_t>(d));
        draws.drawn.push_back(in_order(quick_look(*equilibrium_of(*shuffled), options), measurements));
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

void add_independent(ThermalRun& run, const Modes& modes, std::vector<Measurement>& measurements) {
    const auto put = [&](const Measurement& m, const Estimate& mean) {
        Estimate* estimate = estimate_of(measurements, m.observable, m.site, mean.name);
        if (estimate)
            estimate->nulls.push_back({"independent_units", estimate->value, mean.value, 0, mean.value, mean.value, 0});
    };
    const at::Tensor states = some_states(run.starts(), few_samples);
    for (const Measurement& m : independent_units(layer_means(run.equilibrium, states), modes))
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

double independent_peak(const Equilibrium& base, double from, double to) {
    constexpr int points = 2000;
    std::vector<double> betas;
    for (int k = 0; k <= points; ++k) betas.push_back(from + (to - from) * k / points);
    const std::vector<ThermoPoint> curve = base.exact(betas);
    const auto top = std::max_element(curve.begin(), curve.end(), [](const ThermoPoint& a, const ThermoPoint& b) {
        return a.heat_capacity.value < b.heat_capacity.value;
    });
    return top->beta;
}

}  // namespace blackbody
