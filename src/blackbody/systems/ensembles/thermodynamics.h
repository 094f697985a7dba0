#pragma once
/// A machine heated and cooled: its parameters times β, and what statistical mechanics asks of it (k_B = 1).
///
///   F = -ln Z/β,   U = ⟨E⟩,   S = β (U - F) = β U + ln Z,   C = β² Var E
///
/// E is the energy at β = 1. Exactly by enumeration, or by chains that follow a ladder of β up (cooling) or down
/// (heating), waiting at each: where the two disagree the machine has not equilibrated (hysteresis). Along the ladder
/// ln Z is the integral of -U from a β where it is known: β = 0, where free units are counted, or β = 1 by annealing.
///
/// Shapes: K points, T looks at each, N chains.
#include <cstdint>
#include <functional>
#include <vector>

#include "blackbody/base/estimate.h"
#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct ThermoPoint {
    double beta = 1;
    Estimate energy, heat_capacity, log_z;  ///< nat; exact by enumeration, else with the error over chains
    double free_energy() const { return -log_z.value / beta; }
    double entropy() const { return beta * energy.value + log_z.value; }
};

/// By enumeration of the smaller layer.
std::vector<ThermoPoint> exact_curve(const Rbm& rbm, const std::vector<double>& betas);

struct SweepOptions {
    std::int64_t chains = 200;
    std::int64_t wait = 40;               ///< steps at each β before energies are taken
    std::int64_t looks = 20, stride = 2;  ///< energies are taken so many times, so many steps apart
    Seed seed = 0;
    std::function<bool(double done)> go_on = {};  ///< false ends with Error(interrupted)
};

/// What the chains showed at one β.
struct SweepPoint {
    double beta = 1;
    at::Tensor energy, variance;  ///< <E | v> and Var(E | v), double [T, N]
    at::Tensor first, last;       ///< visible states at the first and last look, [N, V]
    at::Tensor chain_energy() const { return energy.mean(0); }
};

/// Chains from `start` [N, V] through `betas` in their order.
std::vector<SweepPoint> sweep(const Rbm& rbm, const at::Tensor& start, const std::vector<double>& betas,
                              const SweepOptions& options);

/// A β at which ln Z is known, and how well.
struct Anchor {
    double beta = 0, log_z = 0, std_error = 0;
    double energy = 0, energy_variance = 0;  ///< used at β = 0, which no chain visits
};

/// β = 0: ln Z counts the states of free units; U by algebra, Var E from 20,000 free states. Discrete units only.
Anchor infinite_temperature(const Rbm& rbm);

/// Energies, heat capacities and ln Z by integration from the anchor, in the order of the sweep. Errors: over chains,
/// which never meet; that of ln Z is of every chain's own integral, so that it knows how energies at neighbouring β
/// hang together.
std::vector<ThermoPoint> points_of(const std::vector<SweepPoint>& sweep, const Anchor& anchor);

/// ⟨E | v⟩ and Var(E | v) of the machine at inverse temperature β, [N] each.
struct EnergyGivenVisible {
    at::Tensor mean, variance;
};
EnergyGivenVisible energy_given_visible(const Rbm& rbm, const at::Tensor& v, double beta);

}  // namespace blackbody
