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

#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct AnnealingOptions {
    std::int64_t chains = 100;
    std::vector<double> betas;  ///< ascending from 0 to 1; empty: salakhutdinov_murray_betas()
    Seed seed = 0;
    std::function<bool(double done)> go_on = {};  ///< asked now and then; false ends with Error(interrupted)
};

/// 500 steps to .5, 4,000 to .9, 10,000 to 1: the schedule of Salakhutdinov and Murray (2008), 14,500 temperatures.
std::vector<double> salakhutdinov_murray_betas();

/// `count` temperatures spaced as those of Salakhutdinov and Murray (2008): 14,500 are theirs.
std::vector<double> spaced_betas(std::int64_t count);

/// ln Z with what is needed to trust it.
struct LogPartition {
    double log_z = 0;
    double low = 0, high = 0;  ///< ln(mean(w) ± 3 standard errors of the mean) + ln Z_0; low may be -infinity
    double effective = 0;      ///< effective number of chains
    std::int64_t chains = 0;
    std::vector<double> log_weights{};  ///< ln w of every chain
    bool trusted() const { return effective >= 10; }
};

/// Machines of Bernoulli units on the fast road, all others on the plain one. `base` has the same units and W = 0.
LogPartition anneal(const Rbm& machine, const Rbm& base, const AnnealingOptions& options);

/// The same on the plain road: the definition, in double precision.
LogPartition anneal_plainly(const Rbm& machine, const Rbm& base, const AnnealingOptions& options);

/// From samples of the machine, double [chains, V], back to the base: an estimate from above.
LogPartition anneal_backwards(const Rbm& machine, const Rbm& base, const at::Tensor& samples,
                              const AnnealingOptions& options);

LogPartition anneal_backwards_plainly(const Rbm& machine, const Rbm& base, const at::Tensor& samples,
                                      const AnnealingOptions& options);

/// From weights to an estimate.
LogPartition summarised(const std::vector<double>& log_weights, double log_z_of_base);

}  // namespace blackbody
