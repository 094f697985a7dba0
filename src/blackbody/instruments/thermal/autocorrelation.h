#pragma once
/// How far apart the evaluations of a chain must be to be new, and whether chains agree with each other.
///
///   τ = 1/2 + Σ_{t≥1} ρ(t), summed up to the first window W >= 5 τ(W)  (A. Sokal, in Functional Integration (1997))
///   R̂ = sqrt((n - 1)/n + B/W), B and W the variances between and within half chains of n evaluations
///                                                          (A. Gelman, D. Rubin (1992); split: Bayesian Data Analysis)
///
/// Shapes: T evaluations of N chains, [T, N]. τ in evaluations; τ = 1/2 where evaluations are independent.
/// Trap: a chain that never left its mode has a short τ; R̂ > 1.01 says that chains are in different ones.
#include <ATen/core/Tensor.h>

namespace blackbody {

struct Autocorrelation {
    double tau = .5;
    double tau_error = 0;  ///< Madras and Sokal: τ sqrt((4 W + 2)/(N T))
    std::int64_t window = 0;
    bool is_long_enough = true;  ///< T >= 50 τ
};

/// ρ(t) is averaged over the chains, about the mean of all.
Autocorrelation autocorrelation(const at::Tensor& evaluations);

/// 1 where all half chains have one mean; needs at least 4 evaluations. Undetermined (NaN) for constant chains.
double split_r_hat(const at::Tensor& evaluations);

}  // namespace blackbody
