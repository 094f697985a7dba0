#pragma once
/// ln Z by the road that was asked for, or that suits the machine, as a measurement with its error; and the
/// log-probability of data.
///
/// Roads: `exact` sums over the smaller layer, `ais` anneals from independent units, `sandwich` also anneals back from
/// long chains, `bar` reads a tempering ladder by BAR and MBAR. An estimate from fewer than 10 effective chains is
/// refused: NumericalError, no number.
#include <functional>
#include <optional>
#include <string>

#include "blackbody/base/measurement.h"
#include "blackbody/systems/ensembles/partition/annealing.h"

namespace blackbody {

enum class LogZRoad { choose, exact, ais, sandwich, bar };

/// "" is choose. Throws Error(usage).
LogZRoad log_z_road(const std::string& name);

struct LogZOptions {
    LogZRoad road = LogZRoad::choose;
    std::int64_t chains = 0;        ///< 0: annealing adds batches until its bar is .2 wide; 32 ladders of `bar`
    std::int64_t temperatures = 0;  ///< 0: the schedule of Salakhutdinov and Murray; else placed by a pilot run
    std::int64_t rungs = 0;         ///< of the ladder of `bar`; 0: as the pilot run advises
    at::Tensor start{};             ///< [N, V]: where the long chains of `sandwich` and the ladder of `bar` begin
    Seed seed = 0;
    std::function<bool(double done)> go_on = {};
};

struct LogZ {
    LogZRoad road;
    Estimate value;                          ///< "log_z"
    std::optional<LogPartition> up, down{};  ///< of annealing
    std::vector<Estimate> others{};          ///< quantities of the record beside these
    std::vector<Curve> curves{};
    std::vector<std::string> notes{};
};

/// The road itself: a machine whose exact sum takes at most some seconds is summed, any other annealed.
LogZRoad road_for(const Rbm& machine, LogZRoad asked);

/// Throws Error(usage) where neither layer can be enumerated.
LogZ exact_log_z(const Rbm& machine);

/// By sampling, from independent units `base` (W = 0).
LogZ estimated_log_z(const Rbm& machine, const Rbm& base, const LogZOptions& options);

/// Mean of -F(v) over data [N, V] with its standard error: in double, in parts. Weights may be undefined.
Estimate mean_log_weight(const Rbm& machine, const at::Tensor& visible, const at::Tensor& weights);

}  // namespace blackbody
