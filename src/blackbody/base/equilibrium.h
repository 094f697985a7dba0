#pragma once
/// A system in equilibrium at an inverse temperature β, all of its energy times β: what instruments/thermal asks. An
/// optional face of a System, as origin.h is; Boltzmann machines have it.
///
///   p(state) = exp(-β E) / Z(β)       E is the energy at β = 1 [nat]
///
/// Shapes: N chains; V visible units, which are kept; L layers of U units, the visible one first. States [N, V] double.
/// Random numbers are keyed by the seed, the chain and the step: threads and cuts of the chains change nothing.
#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/log_z.h"
#include "blackbody/util/rng.h"

namespace blackbody {

class System;

/// Chains that go on where they stopped.
class EquilibriumChains {
  public:
    virtual ~EquilibriumChains() = default;
    virtual void set_beta(double beta) = 0;
    virtual void run(std::int64_t steps) = 0;
    virtual at::Tensor states() const = 0;  ///< [N, V]
};

/// ⟨E⟩ and Var E given a visible state, [N]: what is averaged exactly adds no noise.
struct ChainEnergy {
    at::Tensor mean, variance;
};

/// A β at which ln Z is known, and how well.
struct Anchor {
    double beta = 0, log_z = 0, std_error = 0;
    double energy = 0, energy_variance = 0;  ///< used at β = 0, which no chain visits
};

/// U, C and ln Z at one β; S = β U + ln Z, F = -ln Z / β (k_B = 1).
struct ThermoPoint {
    double beta = 1;
    Estimate energy, heat_capacity, log_z;  ///< nat; exact by enumeration, else with the error over chains
    double free_energy() const { return -log_z.value / beta; }
    double entropy() const { return beta * energy.value + log_z.value; }
};

/// ln Z by an expansion about mean states, from several starts.
struct MeanFieldLogZ {
    double log_z = 0, log_z_together = 0;  ///< of the best solution; ln Σ Z over different ones
    std::int64_t solutions = 0, converged = 0;
};

class Equilibrium {
  public:
    virtual ~Equilibrium() = default;

    /// Chains from these states [N, V].
    virtual std::unique_ptr<EquilibriumChains> chains(const at::Tensor& start, double beta, Seed seed) const = 0;
    /// Of states [N, V] of chains at β.
    virtual ChainEnergy energy(const at::Tensor& states, double beta) const = 0;
    /// States [N, V] of units with their own fields and nothing between them.
    virtual at::Tensor uncoupled(std::int64_t chains, Seed seed) const = 0;
    /// States of β = 0 where that can be, else uncoupled ones.
    virtual at::Tensor disordered(std::int64_t chains, Seed seed) const = 0;
    /// Whether β = 0 can be: there ln Z counts states, which must be finitely many.
    virtual bool has_infinite_temperature() const = 0;
    virtual Anchor infinite_temperature() const = 0;  ///< throws Error(usage) where there is none
    /// Sums over all states; empty where that takes more than seconds.
    virtual std::vector<ThermoPoint> exact(const std::vector<double>& betas) const = 0;

    virtual std::vector<std::string> layers() const = 0;  ///< names of their sites
    /// A layer's units [N, U] as ±1, of many values as numbers of mean square about 1, drawn given the visible state.
    virtual at::Tensor spins(std::size_t layer, const at::Tensor& states, double beta, Seed seed) const = 0;
    /// Their means over these states at β = 1, [U] in (-1, 1); undefined where a unit has not two values.
    virtual at::Tensor mean_spins(std::size_t layer, const at::Tensor& states) const = 0;
    /// What couples the visible units to the rest [V, M]; undefined where no such matrix says it.
    virtual at::Tensor coupling() const = 0;

    /// The method that log_z takes: exact where that is quick and nothing else was asked for.
    virtual LogZMethod method(LogZMethod asked) const = 0;
    /// Throws NumericalError where no estimate can be trusted, Error(usage) where the method is none for this system.
    virtual LogZ log_z(const LogZOptions& options) const = 0;
    /// From independent units to the system at the plan's β: as it came out, trusted() or not.
    virtual LogPartition anneal(const AnnealingPlan& plan) const = 0;
    /// Mean of ln Z p(v) over data [N, V], with its standard error; weights [N] may be undefined.
    virtual Estimate mean_log_weight(const at::Tensor& states, const at::Tensor& weights) const = 0;
    /// Units with the means of these states and nothing between them, whose exact() is a closed form.
    virtual std::unique_ptr<Equilibrium> independent(const at::Tensor& states) const = 0;
    /// Nothing where no such expansion is written. Throws NumericalError where no start comes to rest.
    virtual std::optional<MeanFieldLogZ> mean_field(const at::Tensor& starts) const = 0;
};

/// What a System may be besides.
class HasEquilibrium {
  public:
    virtual ~HasEquilibrium() = default;
    virtual const Equilibrium* equilibrium() const = 0;  ///< null where this one has none
};

/// The face, or null.
const Equilibrium* equilibrium_of(const System& system);

}  // namespace blackbody
