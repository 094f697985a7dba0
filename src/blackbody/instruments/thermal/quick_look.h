#pragma once
/// What a machine shows at a quick look: the same steps for the machine in question and for every draw of its null, so
/// that the two can be compared.
///
///   cooled from the first β to the last on 29 even steps; the peak of C, then again on a ladder five times as fine
///   from
///     two steps below it to two above, from the state below: its place is known to half a fine step at best
///   chains at β = 1, from examples where there are some, else from where cooling left them: U, C, overlaps, τ, R̂, the
///     strongest mode
///   ln Z by annealing from units with the means of these chains; none where fewer than 10 are effective
///
/// Trap: a cooled branch is late at a first-order transition: its peak lies where the disordered state gives way, above
/// β*. So the machine is read in this way, too, beside its proper value.
/// Cost: some 1,100 Gibbs steps of 64 chains, and 725 temperatures.
#include <functional>
#include <optional>

#include "blackbody/base/measurement.h"
#include "blackbody/instruments/thermal/thermodynamics.h"

namespace blackbody {

struct QuickLookOptions {
    double from = .1, to = 1.5;  ///< the range of β, with 1 in it
    std::int64_t chains = 64;
    at::Tensor data{};            ///< [N, V]: their log-probability; undefined: none
    at::Tensor start{};           ///< [chains, V]: where chains at β = 1 begin; undefined: where cooling left them
    std::optional<double> log_z;  ///< where it is known already
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

/// β between two points of the ladder on which the peak of C is found.
double peak_resolution(const QuickLookOptions& options);

/// The way down in temperature, and the point of largest C on the finer ladder about its peak.
struct Cooled {
    std::vector<double> betas;
    std::vector<SweepPoint> seen;  ///< at these β
    ThermoPoint peak;
};
Cooled cooled(const Equilibrium& system, const QuickLookOptions& options);

/// Records "log_partition", "thermal", "modes", "chains" and "overlap" of both layers, without error bars and curves.
/// Discrete units only.
std::vector<Measurement> quick_look(const Equilibrium& system, const QuickLookOptions& options);

}  // namespace blackbody
