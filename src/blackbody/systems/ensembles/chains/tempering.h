#pragma once
/// Parallel tempering: chains of every machine on the way from a base to the machine in question, which exchange
/// states.
///
///   ln p*_k(v) = -F of between(base, machine, t_k),   t_0 < t_1 < ... (the ladder, often 0 ... 1)
///   neighbours k, k + 1 exchange with probability min(1, exp(A_k(v_k) - A_k(v_k+1))),  A_k = ln p*_k+1 - ln p*_k
///
/// A state stuck in one mode walks down to where it moves freely and comes back elsewhere (R. Swendsen, J. Wang, Phys.
/// Rev. Lett. 57 (1986); C. Geyer 1991). Hidden units are summed out of the exchange, so that it is accepted more
/// often. A base of zeros makes the ladder one of inverse temperatures.
///
/// Shapes: N ladders side by side that never meet, K rungs; states [K, N, V]. Every number drawn is keyed
/// by (seed, rung and ladder, unit, step): the same states for any number of threads and in both implementations.
/// Trap: a first-order transition between two rungs stops the walk; read the swap rates and the round trips.
/// Cost: a Gibbs step of K N chains and one product more for the exchange.
#include <cstdint>
#include <memory>
#include <vector>

#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct TemperingOptions {
    std::vector<double> ladder;  ///< ascending; at least two
    Seed seed = 0;
    std::uint64_t step = 0;     ///< sweeps taken before: where a checkpoint goes on
    bool may_pack_bits = true;  ///< false: the reference, for comparison
};

class Tempering {
  public:
    /// From states [K, N, V], or [N, V] that all rungs start with. base: W = 0.
    Tempering(const Rbm& machine, const Rbm& base, const at::Tensor& start, const TemperingOptions& options);
    ~Tempering();
    Tempering(Tempering&&) noexcept;

    /// Another machine from here on: the parameters have moved.
    void follow(const Rbm& machine, const Rbm& base);
    /// `sweeps` times: a Gibbs step on every rung (h given v, v given h), then exchanges of pairs (0,1), (2,3), ... or
    /// (1,2), (3,4), ... in turn.
    void run(std::int64_t sweeps);

    std::int64_t rungs() const;
    std::uint64_t step() const;
    at::Tensor visible(std::int64_t rung) const;  ///< [N, V], double
    at::Tensor visible() const;                   ///< [K, N, V]: what another may start from

    std::vector<double> swap_rates() const;  ///< accepted share between k and k + 1, [K - 1]
    /// Ways from the lowest to the highest rung and back, over all walkers.
    std::int64_t round_trips() const;

    class Implementation;

  private:
    std::unique_ptr<Implementation> implementation_;
};

/// A machine of zeros: the base whose path is inverse temperature.
Rbm zeros_like(const Rbm& machine);

/// ln p*_k(v) at every rung, double [K, N].
at::Tensor log_weights_along(const Rbm& machine, const Rbm& base, const std::vector<double>& ladder,
                             const at::Tensor& v);

}  // namespace blackbody
