#pragma once
/// ln Z by annealed importance sampling (Neal 2001; Salakhutdinov and Murray 2008), forwards and backwards.
///
/// A path of machines p_k between independent units (θ of the data's means, W = 0) and the machine in question. Chains
/// start from the known end and take one Gibbs step a temperature; ln w = Σ_k ln p*_{k+1}(v_k) - ln p*_k(v_k), in
/// double precision.
///
///   ln Z = ln Z_0 + ln mean(w),   effective sample size (Σ w)² / Σ w²
///
/// Backwards, from exact samples of the machine, the same weights bound ln Z from above, forwards from below: a
/// sandwich (Burda, Grosse, Salakhutdinov 2015). Trap: with few effective chains ln mean(w) looks precise and is wrong;
/// below 10 there is no number. Cost: two products a temperature, since the field v W serves the weight and the next
/// step; memory does not grow with temperatures.
#include <cstdint>
#include <functional>
#include <vector>

#include "blackbody/base/log_partition.h"
#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct AnnealingOptions {
    std::int64_t chains = 100;
    std::vector<double> betas;  ///< ascending from 0 to 1; empty: salakhutdinov_murray_betas()
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

/// 500 steps to .5, 4,000 to .9, 10,000 to 1: the schedule of Salakhutdinov and Murray (2008), 14,500 temperatures.
std::vector<double> salakhutdinov_murray_betas();

/// `count` temperatures spaced as those of Salakhutdinov and Murray (2008): 14,500 are theirs.
std::vector<double> spaced_betas(std::int64_t count);

/// Machines of Bernoulli units in the bit-packed implementation, all others in the reference. `base` has the same units
/// and W = 0.
LogPartition anneal(const Rbm& machine, const Rbm& base, const AnnealingOptions& options);

/// The same in the reference implementation: the definition, in double precision.
LogPartition anneal_by_reference(const Rbm& machine, const Rbm& base, const AnnealingOptions& options);

/// From samples of the machine, double [chains, V], back to the base: an estimate from above.
LogPartition anneal_backwards(const Rbm& machine, const Rbm& base, const at::Tensor& samples,
                              const AnnealingOptions& options);

LogPartition anneal_backwards_by_reference(const Rbm& machine, const Rbm& base, const at::Tensor& samples,
                                           const AnnealingOptions& options);

}  // namespace blackbody
