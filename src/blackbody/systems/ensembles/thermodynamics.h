#pragma once
/// A machine heated and cooled: its parameters times β, and what statistical mechanics asks of it (k_B = 1).
///
///   F = -ln Z/β,   U = ⟨E⟩,   S = β (U - F) = β U + ln Z,   C = β² Var E
///
/// E is the energy at β = 1. Exactly by enumeration, or by chains that follow a ladder of β up (cooling) or down
/// (heating), waiting at each: where the two disagree the machine has not equilibrated (hysteresis). Along the ladder
/// ln Z is the integral of -U from β = 0, where it is known.
#include <cstdint>
#include <functional>
#include <vector>

#include "blackbody/base/estimate.h"
#include "blackbody/systems/ensembles/rbm.h"
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
    std::int64_t wait = 50, look = 50;  ///< steps at each β before and while energies are taken
    Seed seed = 0;
    std::function<bool(double done)> go_on = {};
};

/// Chains from `start` [N, V] through `betas` in their order. Errors: over chains, which never meet.
std::vector<ThermoPoint> sweep(const Rbm& rbm, const at::Tensor& start, const std::vector<double>& betas,
                               const SweepOptions& options);

/// ⟨E | v⟩ and Var(E | v) of the machine at inverse temperature β, [N] each.
struct EnergyGivenVisible {
    at::Tensor mean, variance;
};
EnergyGivenVisible energy_given_visible(const Rbm& rbm, const at::Tensor& v, double beta);

}  // namespace blackbody
