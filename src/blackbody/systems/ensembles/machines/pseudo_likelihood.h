#pragma once
/// The pseudo-likelihood: what each visible unit says of itself given all others.
///
///   PL(v) = Σ_i ln p(v_i | v_-i),   p(v_i | v_-i) = exp(-F(v)) / Σ_s exp(-F(v with s in place of v_i))
///
/// Free energies only, so no ln Z: the number that can be had at any moment of learning (J. Besag, The Statistician 24,
/// 179 (1975)). Over all units, or over `units` random ones a sample, times how many times fewer they are.
/// Shapes: v [N, V]. Unit: nat a sample. Cost: N units M.
/// Trap: it judges one unit at a time. A machine that never leaves one mode of many has a good one.
#include "blackbody/base/estimate.h"
#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct PseudoLikelihoodOptions {
    std::int64_t units = 0;  ///< random ones a sample; 0: all
    Seed seed = 0;
};

/// Mean over samples with its standard error (of samples, and of the choice of units). Throws Error(usage) where
/// visible units are not discrete.
Estimate pseudo_likelihood(const Rbm& rbm, const at::Tensor& v, const PseudoLikelihoodOptions& options = {});

}  // namespace blackbody
