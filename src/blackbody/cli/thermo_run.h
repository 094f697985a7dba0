#pragma once
/// What `blackbody thermo` opens, and what it measures of it.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "blackbody/base/results.h"
#include "blackbody/cli/progress.h"
#include "blackbody/loading/ensemble.h"
#include "blackbody/loading/states.h"
#include "blackbody/systems/ensembles/rbm.h"

namespace blackbody {

struct ThermoRun {
    const Options& options;
    ProgressBar& bar;
    std::shared_ptr<const Ensemble> system;
    Rbm machine;         ///< what `system` is
    States data, train;  ///< values undefined where none were given
    std::vector<Skip> skipped{};
    std::optional<Rbm> found_base{};
    at::Tensor own{};
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

    /// Where annealing starts: units with the means of the examples; without any, of the machine's own chains.
    const Rbm& base();
    /// States to start chains of the machine from: the examples, else its own after some hundred steps.
    const at::Tensor& starts();
    /// Of --budget: what is left, infinite where none was given.
    double seconds_left() const;
    /// For an estimator: draws the bar; false once Ctrl-C was pressed.
    std::function<bool(double)> show(const std::string& stage) const;
};

/// Machine, data and base as the options say.
ThermoRun open_thermo(const Options& options, ProgressBar& bar);

/// The machine as a whole, and its layers.
std::vector<SiteInfo> sites_of(const ThermoRun& run);

/// All that was asked for.
std::vector<Measurement> measure_thermo(ThermoRun& run);

/// ln Z and what follows from it.
Measurement measure_log_partition(ThermoRun& run);

/// Thermodynamics against β, overlaps, modes and chains; `log_partition` gives the cold branch its ln Z.
std::vector<Measurement> measure_curves(ThermoRun& run, const Measurement& log_partition);

/// The β of largest C, cooled quickly, of the machine and of machines with shuffled weights.
Null shuffled_peak(const ThermoRun& run, double from, double to);

/// The same of independent units, exactly.
double independent_peak(const Rbm& base, double from, double to);

}  // namespace blackbody
