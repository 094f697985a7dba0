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
#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/systems/ensembles/modes.h"

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

/// The same of a machine and data that are open already. `states` may hold none.
ThermoRun thermo_of(std::shared_ptr<const Ensemble> system, const States& states, const Options& options,
                    ProgressBar& bar);

/// The machine as a whole, and its layers.
std::vector<SiteInfo> sites_of(const ThermoRun& run);

/// All that was asked for.
std::vector<Measurement> measure_thermo(ThermoRun& run);

/// ln Z and what follows from it.
Measurement measure_log_partition(ThermoRun& run);

/// `log_partition`, which gives the cold branch its ln Z, thermodynamics against β, overlaps, modes and chains; all
/// with their nulls.
std::vector<Measurement> measure_curves(ThermoRun& run, const Measurement& log_partition);

/// So many examples, evenly spread; again from the first where there are fewer.
at::Tensor some_states(const at::Tensor& examples, std::int64_t count);

/// Nulls of machines with shuffled weights, all read as quick_look does. Discrete units only.
void add_shuffled(ThermoRun& run, double from, double to, std::vector<Measurement>& measurements);

/// Nulls of independent units with the means of the examples, in closed form. Units of two values only.
void add_independent(ThermoRun& run, const Modes& modes, std::vector<Measurement>& measurements);

/// The β of largest C of independent units, exactly.
double independent_peak(const Rbm& base, double from, double to);

}  // namespace blackbody
