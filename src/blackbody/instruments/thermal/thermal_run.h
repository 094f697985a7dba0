#pragma once
/// What the parts of measure_thermal share.
#include <functional>
#include <string>
#include <vector>

#include "blackbody/instruments/thermal/measure_thermal.h"
#include "blackbody/instruments/thermal/modes.h"

namespace blackbody {

struct ThermalRun {
    ThermalRun(const System& whole, const ThermalRequest& asked);

    const System& system;
    const Equilibrium& equilibrium;
    const ThermalRequest& request;
    std::vector<Skip> skipped{};

    const ThermalOptions& options() const { return request.options; }
    /// States to start chains from: the examples, else the system's own after some hundred steps.
    const at::Tensor& starts();
    /// Where annealing starts: units with their means; undefined where free units were asked for.
    at::Tensor means();
    std::int64_t chains() const { return options().chains.value_or(200); }
    std::function<void(double)> show(const std::string& stage) const { return request.watcher.stage(stage); }

  private:
    at::Tensor own_;
};

/// ln Z and what follows from it.
Measurement measure_log_partition(ThermalRun& run);

/// `log_partition`, which gives the cold branch its ln Z, thermodynamics against β, overlaps, modes and chains; all
/// with their nulls.
std::vector<Measurement> measure_curves(ThermalRun& run, const Measurement& log_partition);

/// Nulls of systems with shuffled weights between these β, all read as quick_look does. Discrete units only.
void add_shuffled(ThermalRun& run, double from, double to, std::vector<Measurement>& measurements);

/// Nulls of independent units with the means of the examples, in closed form. Units of two values only.
void add_independent(ThermalRun& run, const Modes& modes, std::vector<Measurement>& measurements);

/// The β of largest C of independent units, exactly.
double independent_peak(const Equilibrium& base, double from, double to);

}  // namespace blackbody
