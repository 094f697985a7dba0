#pragma once
/// Free energies of many machines from samples of all of them.
///
///   MBAR  f_k = -ln Σ_n exp(-u_k(x_n)) / Σ_l N_l exp(f_l - u_l(x_n)),   f = -ln Z up to one constant
///   BAR   of two: Σ_0 1/(1 + exp(M + Δu - Δf)) = Σ_1 1/(1 + exp(-M - Δu + Δf)),   M = ln N_0/N_1, Δu = u_1 - u_0
///
/// Every sample of the ladder counts for every rung; there is no estimate of smaller variance from the same samples.
/// Two neighbours alone are BAR, whose sum along the ladder is a second reading.
///
/// Shapes: log weights ln p*_k(x_n) = -u_k(x_n), double [K, N_total], samples rung by rung, counts N_k.
/// Errors: asymptotic, for independent samples; those of chains come from leaving out blocks of ladders (tempering.h),
/// which never meet.
/// Trap: rungs that do not overlap give a number with a small error and no meaning: read the overlaps.
/// Reference: C. Bennett, J. Comput. Phys. 22 (1976); M. Shirts, J. Chodera, J. Chem. Phys. 129, 124105 (2008).
#include <ATen/core/Tensor.h>

#include <vector>

namespace blackbody {

struct Mbar {
    at::Tensor log_z;       ///< [K], ln Z_k - ln Z_0
    at::Tensor covariance;  ///< [K, K] of f, asymptotic
    int iterations = 0;
    double residual = 0;                     ///< largest |N_k - Σ_n N_k W_nk| / N_k: 0 at the root
    double std_error(std::int64_t k) const;  ///< of ln Z_k - ln Z_0
};

/// Throws NumericalError where Newton's method finds no root.
Mbar mbar(const at::Tensor& log_weights, const std::vector<std::int64_t>& counts);

struct Bar {
    double log_ratio = 0, std_error = 0;  ///< ln Z_1/Z_0
    double overlap = 0;                   ///< 0 (none) ... 1 (the same machine): 2 Σ p_0 p_1/(p_0 + p_1)
};

/// forward: ln p*_1 - ln p*_0 of samples of machine 0; backward: the same of samples of machine 1.
Bar bar(const at::Tensor& forward, const at::Tensor& backward);

/// Unnormalised weights of all samples at a machine with log weights `target` [N_total]: what averages at any β of the
/// ladder need. Returns ln w, normalised to Σ w = 1.
at::Tensor reweighted(const at::Tensor& log_weights, const std::vector<std::int64_t>& counts, const Mbar& fitted,
                      const at::Tensor& target);

}  // namespace blackbody
