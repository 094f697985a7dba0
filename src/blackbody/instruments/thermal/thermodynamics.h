#pragma once
/// A system heated and cooled: its energy times β, and what statistical mechanics asks of it (k_B = 1).
///
///   F = -ln Z/β,   U = ⟨E⟩,   S = β (U - F) = β U + ln Z,   C = β² Var E
///
/// E is the energy at β = 1. Exactly by enumeration, or by chains that follow a ladder of β up (cooling) or down
/// (heating), waiting at each: where the two disagree the system has not equilibrated (hysteresis). Along the ladder
/// ln Z is the integral of -U from a β where it is known: β = 0, where free units are counted, or β = 1 by annealing.
///
/// Shapes: K points, T evaluations at each, N chains.
#include <cstdint>
#include <functional>
#include <vector>

#include "blackbody/base/equilibrium.h"

namespace blackbody {

struct SweepOptions {
    std::int64_t chains = 200;
    std::int64_t burn_in = 40;                  ///< steps at each β before energies are taken
    std::int64_t evaluations = 20, stride = 2;  ///< energies are taken so many times, so many steps apart
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

/// What the chains showed at one β.
struct SweepPoint {
    double beta = 1;
    at::Tensor energy, variance;  ///< <E | v> and Var(E | v), double [T, N]
    at::Tensor first, last;       ///< visible states at the first and last evaluation, [N, V]
    at::Tensor chain_energy() const { return energy.mean(0); }
};

/// Chains from `start` [N, V] through `betas` in their order.
std::vector<SweepPoint> sweep(const Equilibrium& system, const at::Tensor& start, const std::vector<double>& betas,
                              const SweepOptions& options);

/// Energies, heat capacities and ln Z by integration from the anchor, in the order of the sweep. Errors: over chains,
/// which never meet; that of ln Z is of every chain's own integral, so that it knows how energies at neighbouring β
/// hang together.
std::vector<ThermoPoint> points_of(const std::vector<SweepPoint>& sweep, const Anchor& anchor);

}  // namespace blackbody
